import IndexCalculus

/// Writes where a kernel's tensors lie: the caller's memory, what the parts share, and what each part has for itself.
struct MemoryPrinter {
  /// What the kernel is called with.
  enum Caller: String {
    case batch, inputs
  }

  let nest: LoopNest
  let names: SwiftNames
  let caller: Caller
  private let outputNames: [String]
  /// The buffers that the kernel touches.
  private let buffers: [Buffer]
  /// Sums over rows that each part has for itself until the end of a pass.
  private let summed: Set<TensorSymbol>

  init(_ nest: LoopNest, _ names: SwiftNames, _ caller: Caller, _ outputNames: [String]) {
    self.nest = nest
    self.names = names
    self.caller = caller
    self.outputNames = outputNames
    let used = nest.statements.reduce(into: Set<TensorSymbol>()) { $0.formUnion($1.tensors) }
    buffers = nest.buffers.filter { used.contains($0.tensor) }
    summed = nest.passes.reduce(into: []) { $0.formUnion(Self.privateSums(of: $1)) }
  }

  private func name(_ buffer: Buffer) -> String { names(buffer.tensor) }

  // MARK: - The caller's

  func callerMemory() -> [SwiftCode] {
    buffers.compactMap { buffer in
      let name = name(buffer)
      let (position, width) = (buffer.position, buffer.width)
      let stride = buffer.tensor.rank > 1 ? buffer.tensor.lastExtent : 1
      switch buffer.storage {
      case .input:
        let inputs = caller == .batch ? "batch.inputs" : "inputs"
        return .line("let \(name) = ConstantView(\(inputs).pointer(at: \(position), width: \(width)), stride: \(width))")
      case .target:
        return .line("let \(name) = ConstantView(batch.target(at: \(position), width: \(width)), stride: \(width))")
      case .labels(let classes):
        return .line("let \(name) = batch.labels(at: \(position), classes: \(classes))")
      case .parameter:
        return .line(
          "let \(name) = ConstantView(parameters.pointer(at: \(position), count: \(width)), stride: \(stride))")
      case .gradient:
        return .line(
          "let \(name) = MatrixView(gradient.mutablePointer(at: \(position), count: \(width)), stride: \(stride))")
      case .output:
        let features = buffer.tensor.extents.dropFirst().map(\.description).joined(separator: ", ")
        let pointer = "\(outputNames[position]).mutablePointer(rows: rows, features: \(features))"
        return .line("let \(name) = MatrixView(\(pointer), stride: \(width))")
      case .tile, .tiles, .local: return nil
      }
    }
  }

  // MARK: - The workspace

  /// Tensors without rows that no sum over rows fills, and tensors that live through all tiles.
  private var shared: [Buffer] {
    buffers.filter { $0.storage == .tiles || ($0.storage == .local && $0.tensor.rank > 0) }
  }

  private var tiles: [Buffer] { buffers.filter { $0.storage == .tile } }
  private var sums: [Buffer] { buffers.filter { summed.contains($0.tensor) } }
  private var contracts: Bool { nest.statements.contains { !$0.contractions.isEmpty } }

  /// The workspace, laid out once for the call.
  func workspace() -> [SwiftCode] {
    var code: [SwiftCode] = []
    for buffer in buffers where buffer.storage == .local && buffer.tensor.rank == 0 {
      code.append(.line("var \(name(buffer)): Scalar = 0"))
    }
    code.append(.line("var layout = WorkspaceLayout(parts: team.parts)"))
    for buffer in shared { code.append(.line("let \(name(buffer))Offset = layout.placeShared(\(size(of: buffer)))")) }
    for slot in Set(tiles.map(\.position)).sorted() {
      let width = nest.slotWidths[slot]
      let place = nest.sharesTiles ? "placeShared" : "place"
      let size = width == 1 ? lineStride : "\(width) * \(lineStride)"
      code.append(.line("let slot\(slot + 1) = layout.\(place)(\(size))"))
    }
    for buffer in sums { code.append(.line("let \(name(buffer))Sums = layout.place(\(buffer.width))")) }
    if contracts { code.append(.line("let scratchOffset = layout.place(Scalar.contractionScratch)")) }
    code.append(.line("let workspace = workspace.reserve(layout)"))
    for buffer in shared where buffer.storage != .tiles {
      let stride = buffer.tensor.lastExtent
      code.append(.line("let \(name(buffer)) = MatrixView(workspace.shared + \(name(buffer))Offset, stride: \(stride))"))
    }
    return code
  }

  private func size(of buffer: Buffer) -> String {
    switch buffer.storage {
    case .tiles: "\(buffer.width) * lanes * Tiling.tiles(rows: rows, lanes: lanes)"
    case .input, .target, .labels, .parameter, .gradient, .output, .local, .tile: "\(buffer.width)"
    }
  }

  // MARK: - A part's own

  /// From one line of a tile to the next.
  private var lineStride: String { nest.sharesTiles ? "span" : "lanes" }

  /// The sums over rows that each part has for itself: those that it fills with its own rows.
  private static func privateSums(of pass: Pass) -> Set<TensorSymbol> {
    pass.phases.filter { $0.division == .rows }.flatMap(\.statements).reduce(into: []) { $0.formUnion($1.rowSums) }
  }

  /// The sums that a pass fills.
  func privateSums(of pass: Pass) -> [Buffer] {
    let own = Self.privateSums(of: pass)
    return buffers.filter { own.contains($0.tensor) }
  }

  /// What sums over rows add to starts at zero.
  func clearing(_ sum: Buffer) -> [SwiftCode] {
    let name = name(sum)
    let arguments = "parts: workspace.parts + \(name)Sums, stride: layout.stride, count: \(sum.width)"
    let first = sum.tensor.rank == 0 ? "workspace.parts + \(name)Sums" : "\(name).base"
    return [.line("team.clear(\(first), \(arguments))")]
  }

  /// The sums of all parts, added up.
  func gathering(_ sum: Buffer) -> SwiftCode {
    let name = name(sum)
    if sum.tensor.rank == 0 { return .line("\(name) = team.total(workspace.parts + \(name)Sums, stride: layout.stride)") }
    return .line(
      "team.gather(\(name).base, parts: workspace.parts + \(name)Sums, stride: layout.stride, count: \(sum.width))")
  }

  /// What a part works in.
  func partMemory(of statements: [Statement], _ sums: [Buffer]) -> [SwiftCode] {
    let touched = statements.reduce(into: Set<TensorSymbol>()) { $0.formUnion($1.tensors) }
    let contracts = statements.contains { !$0.contractions.isEmpty }
    var code: [SwiftCode] = []
    if !sums.isEmpty || contracts || !nest.sharesTiles {
      code.append(.line("let memory = workspace.parts + part * layout.stride"))
    }
    let base = nest.sharesTiles ? "workspace.shared + part * lanes" : "memory"
    for buffer in tiles where touched.contains(buffer.tensor) { code.append(tile(buffer, in: base)) }
    for sum in sums {
      let name = name(sum)
      if sum.tensor.rank == 0 {
        code.append(.line("var \(name): Scalar = 0"))
      } else {
        let stride = sum.tensor.rank > 1 ? sum.tensor.lastExtent : 1
        code.append(.line("let \(name) = MatrixView(part == 0 ? \(name).base : memory + \(name)Sums, stride: \(stride))"))
      }
    }
    if contracts { code.append(.line("let scratch = memory + scratchOffset")) }
    return code
  }

  /// A part's numbers, kept until all parts are done.
  func keeping(_ sums: [Buffer]) -> [SwiftCode] {
    sums.filter { $0.tensor.rank == 0 }.map { .line("memory[\(name($0))Sums] += \(name($0))") }
  }

  /// What a part sees of the tiles of all parts, and the scratch memory that is its own.
  func wholeTiles(of statements: [Statement]) -> [SwiftCode] {
    let touched = statements.reduce(into: Set<TensorSymbol>()) { $0.formUnion($1.tensors) }
    return tiles.filter { touched.contains($0.tensor) }.map { tile($0, in: "workspace.shared") }
      + [.line("let scratch = workspace.parts + part * layout.stride + scratchOffset")]
  }

  private func tile(_ buffer: Buffer, in memory: String) -> SwiftCode {
    .line("let \(name(buffer)) = MatrixView(\(memory) + slot\(buffer.position + 1), stride: \(lineStride))")
  }

  /// This tile's part of the tensors that live through all tiles.
  func keptTiles(of statements: [Statement]) -> [SwiftCode] {
    let touched = statements.reduce(into: Set<TensorSymbol>()) { $0.formUnion($1.tensors) }
    return buffers.filter { touched.contains($0.tensor) && $0.storage == .tiles }.map { buffer in
      let name = name(buffer)
      return .line(
        "let \(name) = MatrixView(workspace.shared + \(name)Offset + row * \(buffer.width), stride: lanes)")
    }
  }
}

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

  init(_ nest: LoopNest, _ names: SwiftNames, _ caller: Caller, _ outputNames: [String]) {
    self.nest = nest
    self.names = names
    self.caller = caller
    self.outputNames = outputNames
    let used = nest.statements.reduce(into: Set<TensorSymbol>()) { $0.formUnion($1.tensors) }
    buffers = nest.buffers.filter { used.contains($0.tensor) }
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
        return .line("let \(name) = ConstantView(\(caller).input(at: \(position)), stride: \(width))")
      case .target:
        return .line("let \(name) = ConstantView(batch.values(at: \(position)), stride: \(width))")
      case .labels:
        return .line("let \(name) = batch.labels(at: \(position))")
      case .parameter where buffer.tensor.rank == 0:
        return .line("let \(name) = parameters.pointer(at: \(position))[0]")
      case .parameter:
        return .line("let \(name) = ConstantView(parameters.pointer(at: \(position)), stride: \(stride))")
      case .gradient where buffer.tensor.rank == 0: return nil
      case .gradient:
        return .line("let \(name) = MatrixView(gradient.mutablePointer(at: \(position)), stride: \(stride))")
      case .output:
        let features = buffer.tensor.extents.dropFirst().map(\.description).joined(separator: ", ")
        let arguments = features.isEmpty ? "rows: rows" : "rows: rows, features: \(features)"
        let pointer = "\(outputNames[position]).mutablePointer(\(arguments))"
        return .line("let \(name) = MatrixView(\(pointer), stride: \(width))")
      case .tile, .tiles, .local: return nil
      }
    }
  }

  /// Gradients of a single number are kept as one until they are known.
  func storingNumbers() -> [SwiftCode] {
    numbers.filter { $0.storage == .gradient }.map { buffer in
      .line("gradient.mutablePointer(at: \(buffer.position))[0] = \(name(buffer))")
    }
  }

  // MARK: - The workspace

  /// What is computed and is a single number.
  private var numbers: [Buffer] {
    buffers.filter { ($0.storage == .local || $0.storage == .gradient) && $0.tensor.rank == 0 }
  }

  private var tiles: [Buffer] { buffers.filter { $0.storage == .tile } }

  /// The workspace, laid out once for the call.
  func workspace() -> [SwiftCode] {
    var code: [SwiftCode] = []
    code += numbers.map { .line("var \(name($0)): Scalar = 0") }
    code.append(.line("var layout = WorkspaceLayout(team)"))
    code += WorkspacePlan(nest).entries.map { entry in
      .line("let \(offset(of: entry.content)) = layout.\(place(entry.owner))(\(size(entry)))")
    }
    code.append(.line("let workspace = workspace.reserve(layout)"))
    for buffer in buffers where buffer.storage == .local && buffer.tensor.rank > 0 {
      let stride = buffer.tensor.lastExtent
      code.append(.line("let \(name(buffer)) = MatrixView(workspace.shared + \(name(buffer))Offset, stride: \(stride))"))
    }
    return code
  }

  private func offset(of content: WorkspacePlan.Content) -> String {
    switch content {
    case .tensor(let tensor): "\(names(tensor))Offset"
    case .slot(let slot): "slot\(slot + 1)"
    case .sums(let tensor): "\(names(tensor))Sums"
    case .contractionScratch: "scratchOffset"
    }
  }

  private func place(_ owner: WorkspacePlan.Owner) -> String {
    switch owner {
    case .allThreads: "placeShared"
    case .eachThread: "placeForThreads"
    case .eachPart: "placeForParts"
    }
  }

  private func size(_ entry: WorkspacePlan.Entry) -> String {
    guard let width = entry.width else { return "Scalar.contractionScratch" }
    switch entry.height {
    case .none: return "\(width)"
    case .tile:
      let line = nest.sharesTiles ? "span" : "lanes"
      return width == 1 ? line : "\(width) * \(line)"
    case .rows: return "\(width) * Tiling.padded(rows)"
    }
  }

  // MARK: - Sums over rows

  /// The sums that a pass fills.
  func privateSums(of pass: Pass) -> [Buffer] {
    buffers.filter { pass.privateSums.contains($0.tensor) }
  }

  /// What sums over rows add to starts at zero.
  func clearing(_ sum: Buffer) -> [SwiftCode] {
    let name = name(sum)
    if sum.tensor.rank == 0 { return [.line("workspace.clear(\(name)Sums)")] }
    return [.line("workspace.clear(\(name)Sums, first: \(name).base, count: \(sum.width), team)")]
  }

  /// The sums that threads add to together, each thread to some of their entries.
  func sharedSums(of pass: Pass) -> [Buffer] { buffers.filter { pass.sharedSums.contains($0.tensor) } }

  func clearingShared(_ sum: Buffer) -> SwiftCode {
    .line("\(name(sum)).base.update(repeating: 0, count: \(sum.width))")
  }

  /// The sums of all parts, added up.
  func gathering(_ sum: Buffer) -> SwiftCode {
    let name = name(sum)
    if sum.tensor.rank == 0 { return .line("\(name) = workspace.total(\(name)Sums)") }
    return .line("workspace.gather(\(name)Sums, into: \(name).base, count: \(sum.width), team)")
  }

  /// A part's numbers, kept until all parts are done.
  func keeping(_ sums: [Buffer]) -> [SwiftCode] {
    sums.filter { $0.tensor.rank == 0 }.map { .line("sums[\(name($0))Sums] += \(name($0))") }
  }

  // MARK: - What a part and a thread have for themselves

  /// A part's sums, and what the thread that does the part works in.
  func ownMemory(of statements: [Statement], _ sums: [Buffer]) -> [SwiftCode] {
    var code: [SwiftCode] = []
    if !sums.isEmpty { code.append(.line("let sums = workspace.part(part)")) }
    for sum in sums {
      let name = name(sum)
      if sum.tensor.rank == 0 {
        code.append(.line("var \(name): Scalar = 0"))
      } else {
        let stride = sum.tensor.rank > 1 ? sum.tensor.lastExtent : 1
        code.append(.line("let \(name) = MatrixView(part == 0 ? \(name).base : sums + \(name)Sums, stride: \(stride))"))
      }
    }
    if !tileBuffers(of: statements).isEmpty {
      let memory = nest.sharesTiles ? "workspace.shared + part * team.lanes" : "workspace.thread(thread)"
      code.append(.line("let memory = \(memory)"))
    }
    return code + scratch(of: statements)
  }

  /// What the contractions among the statements work in.
  func scratch(of statements: [Statement], thread: String = "thread") -> [SwiftCode] {
    guard statements.contains(where: { !$0.contractions.isEmpty }) else { return [] }
    return [.line("let scratch = workspace.thread(\(thread)) + scratchOffset")]
  }

  private func tileBuffers(of statements: [Statement]) -> [Buffer] {
    let touched = statements.reduce(into: Set<TensorSymbol>()) { $0.formUnion($1.tensors) }
    return tiles.filter { touched.contains($0.tensor) }
  }

  /// The tensors of a tile: as high as its rows, or part of the wide one that all threads share.
  func tiles(of statements: [Statement], in memory: String) -> [SwiftCode] {
    let line = nest.sharesTiles ? "span" : "padded"
    return tileBuffers(of: statements).map { buffer in
      .line("let \(name(buffer)) = MatrixView(\(memory) + slot\(buffer.position + 1), stride: \(line))")
    }
  }

  /// Whether statements touch tensors that are not the tile's own, but have a place for each row of the batch.
  func readsByRow(_ statements: [Statement]) -> Bool {
    let touched = statements.reduce(into: Set<TensorSymbol>()) { $0.formUnion($1.tensors) }
    return buffers.contains { buffer in
      switch buffer.storage {
      case .input, .target, .labels, .output, .tiles: touched.contains(buffer.tensor)
      case .parameter, .gradient, .tile, .local: false
      }
    }
  }

  /// This tile's part of the tensors that live through all tiles.
  func keptTiles(of statements: [Statement]) -> [SwiftCode] {
    let touched = statements.reduce(into: Set<TensorSymbol>()) { $0.formUnion($1.tensors) }
    return buffers.filter { touched.contains($0.tensor) && $0.storage == .tiles }.map { buffer in
      let name = name(buffer)
      return .line(
        "let \(name) = MatrixView(workspace.shared + \(name)Offset + row * \(buffer.width), stride: padded)")
    }
  }
}

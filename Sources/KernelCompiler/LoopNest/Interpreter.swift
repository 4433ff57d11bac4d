import IndexCalculus

/// Runs a loop nest statement by statement in Double: what the printed kernel does, without the printer and the
/// compiler. Memory is laid out in tiles as there, and each tile starts poisoned, so that a value that a kernel would
/// read before it wrote it, or from the tile before, shows as NaN.
public struct LoopNestInterpreter {
  private let nest: LoopNest
  private let rows: Int
  private let lanes: Int
  private var memory: Evaluator<Double>
  private let labels: [TensorSymbol: DenseTensor<Int>]
  /// Tensors that live through all tiles, all their rows.
  private var kept: [TensorSymbol: DenseTensor<Double>] = [:]
  /// The first row of the tile that is worked on.
  private var row = 0
  private var count: Int { min(lanes, rows - row) }
  /// The lines that a strip is at.
  private var lines: Range<Int>?

  /// - Parameters:
  ///   - values: the inputs, targets and parameters.
  ///   - labels: targets of class indices.
  ///   - tileRows: rows in a tile; the nest's own number unless another is tried out.
  public init(
    _ nest: LoopNest, rows: Int, values: [TensorSymbol: DenseTensor<Double>], labels: [TensorSymbol: DenseTensor<Int>],
    tileRows: Int? = nil
  ) throws {
    self.nest = nest
    self.rows = rows
    self.labels = labels
    lanes = min(tileRows ?? nest.tileRows, rows)
    memory = Evaluator(rows: rows, tensors: values)
    for buffer in nest.buffers { try allocate(buffer) }
  }

  private mutating func allocate(_ buffer: Buffer) throws {
    let tensor = buffer.tensor
    var shape = try memory.shape(tensor.extents)
    switch buffer.storage {
    case .input, .target, .labels, .parameter: return
    case .tiles: kept[tensor] = Self.filled(shape, with: .nan)
    case .tile: shape[0] = lanes
    case .output, .gradient, .local: break
    }
    memory.tensors[tensor] = Self.filled(shape, with: 0)
  }

  /// Runs the whole nest.
  /// - Returns: every tensor that is left in memory, the caller's outputs among them.
  public mutating func run() throws -> [TensorSymbol: DenseTensor<Double>] {
    for pass in nest.passes {
      for statement in pass.before { try execute(statement, [:]) }
      for start in stride(from: 0, to: rows, by: lanes) where !pass.tile.isEmpty {
        row = start
        beginTile()
        for statement in pass.tile { try execute(statement, [:]) }
        endTile()
      }
    }
    for statement in nest.epilogue { try execute(statement, [:]) }
    return memory.tensors
  }

  private mutating func beginTile() {
    for buffer in nest.buffers where buffer.storage == .tile {
      let shape = memory.tensors[buffer.tensor]?.shape ?? []
      memory.tensors[buffer.tensor] = Self.filled(shape, with: .nan)
      if buffer.tensor.holdsPlaces { memory.integers[buffer.tensor] = Self.filled(shape, with: 0) }
    }
    for (tensor, values) in kept {
      let part = values.rows(row..<row + count)
      memory.tensors[tensor] = part
      if tensor.holdsPlaces { memory.integers[tensor] = part.map { $0.isFinite ? Int($0) : 0 } }
    }
    for (tensor, values) in labels { memory.integers[tensor] = values.rows(row..<row + count) }
  }

  private mutating func endTile() {
    for tensor in kept.keys {
      guard let values = memory.tensors[tensor] else { continue }
      kept[tensor]?.replaceRows(from: row, by: values)
    }
  }

  /// Tensors that share memory with one that was just written hold nothing any more, within a strip at its lines.
  private mutating func poisonNeighbours(of written: Set<TensorSymbol>) {
    let slots = Set(nest.buffers.filter { $0.storage == .tile && written.contains($0.tensor) }.map(\.position))
    for buffer in nest.buffers where buffer.storage == .tile && slots.contains(buffer.position) {
      guard !written.contains(buffer.tensor), let shape = memory.tensors[buffer.tensor]?.shape else { continue }
      guard let lines, shape.count == 2 else {
        memory.tensors[buffer.tensor] = Self.filled(shape, with: .nan)
        continue
      }
      memory.tensors[buffer.tensor]?.mapLines(lines.clamped(to: 0..<shape[1])) { _ in .nan }
    }
  }

  private static func filled<Number>(_ shape: [Int], with value: Number) -> DenseTensor<Number> {
    DenseTensor(shape: shape, elements: [Number](repeating: value, count: shape.reduce(1, *)))
  }

  // MARK: - Statements

  private mutating func execute(_ statement: Statement, _ places: [Index: Int]) throws {
    switch statement {
    case .formula(_, let body):
      for inner in body { try execute(inner, places) }
      poisonNeighbours(of: statement.written)
    case .strip(let strip): try execute(strip)
    case .loop(let loop, let body): try execute(loop, body, places, only: statement.scatteredPlace)
    case .update(let update): try execute(update, places)
    case .apply(let function, let tensor):
      apply(function, to: tensor)
    case .contract(let contraction): try execute(contraction)
    case .sumLanes(let sum): try execute(sum, places)
    case .load(let tile, let source): copyRows(from: source, at: row, to: tile, at: 0)
    case .store(let tile, let target): copyRows(from: tile, at: 0, to: target, at: row)
    case .rename(let source, let target): rename(source, to: target)
    }
  }

  /// In a few pieces, so that what depends on other lines is seen.
  private mutating func execute(_ strip: Strip) throws {
    for statement in strip.start { try execute(statement, [:]) }
    defer { lines = nil }
    let length = strip.lines / 3 + 1
    for first in stride(from: 0, to: strip.lines, by: length) {
      lines = first..<min(first + length, strip.lines)
      for statement in strip.body { try execute(statement, [:]) }
    }
  }

  private mutating func apply(_ function: Function, to tensor: TensorSymbol) {
    guard let lines else {
      memory.tensors[tensor] = memory.tensors[tensor]?.map { $0.applying(function) }
      return
    }
    memory.tensors[tensor]?.mapLines(lines) { $0.applying(function) }
  }

  private mutating func rename(_ source: TensorSymbol, to target: TensorSymbol) {
    guard let values = memory.tensors[source] else { return }
    guard let lines else { return memory.tensors[target] = values }
    memory.tensors[target]?.replaceLines(lines, by: values)
  }

  /// - Parameter scattered: the line that a row names. Within a strip, rows that name others are left out.
  private mutating func execute(
    _ loop: Loop, _ body: [Statement], _ places: [Index: Int], only scattered: IndexTerm?
  ) throws {
    let range: [Int]
    switch loop.range {
    case .count(let count): range = places.isEmpty ? Array(lines ?? 0..<count) : Array(0..<count)
    case .countdown(let count): range = (0..<count).reversed()
    // Lanes beyond the last row hold nothing that anyone reads.
    case .lanes: range = Array(0..<count)
    }
    var inner = places
    for place in range {
      inner[loop.index] = place
      if let lines, let scattered, try !lines.contains(memory.place(scattered, at: inner)) { continue }
      for statement in body { try execute(statement, inner) }
    }
  }

  private mutating func execute(_ update: Update, _ places: [Index: Int]) throws {
    let position = try update.positions.map { try memory.place($0, at: places) }
    let value = try memory.value(update.value, at: places)
    switch update.combination {
    case .set: write(value, to: update.target, position)
    case .add: write(read(update.target, position) + value, to: update.target, position)
    case .maximum: write(max(read(update.target, position), value), to: update.target, position)
    case .placeWhereEqual(let other, let index):
      guard try value == memory.value(other, at: places), let place = places[index] else { return }
      write(Double(place), to: update.target, position)
    }
  }

  private mutating func execute(_ sum: LaneSum, _ places: [Index: Int]) throws {
    let position = try sum.positions.map { try memory.place($0, at: places) }
    let scale = try memory.value(sum.scale, at: places)
    let lane = sum.factors.flatMap(\.freeIndices).first { places[$0] == nil }
    var total = 0.0
    for place in 0..<count {
      var inner = places
      if let lane { inner[lane] = place }
      total += try sum.factors.reduce(1) { try $0 * memory.value($1, at: inner) }
    }
    write(read(sum.target, position) + scale * total, to: sum.target, position)
  }

  private mutating func execute(_ contraction: Contraction) throws {
    let scale = try memory.value(contraction.scale, at: [:])
    let (rows, columns) = (try range(contraction.i, of: contraction), try range(contraction.j, of: contraction))
    for i in rows {
      for j in columns {
        var total = 0.0
        for p in 0..<(try count(contraction.p)) {
          let places = [contraction.i.index: i, contraction.j.index: j, contraction.p.index: p]
          total += read(contraction.left, places) * read(contraction.right, places)
        }
        let position = position(contraction.target, [contraction.i.index: i, contraction.j.index: j])
        let before = contraction.accumulates ? read(contraction.target.tensor, position) : 0
        write(before + scale * total, to: contraction.target.tensor, position)
      }
    }
  }

  private func range(_ bound: Contraction.Bound, of contraction: Contraction) throws -> Range<Int> {
    let all = 0..<(try count(bound))
    return bound.index == contraction.sharedAxis.index ? lines ?? all : all
  }

  private func count(_ bound: Contraction.Bound) throws -> Int {
    bound.extent == .rows ? count : try memory.count(bound.extent)
  }

  // MARK: - Memory

  private func position(_ operand: Contraction.Operand, _ places: [Index: Int]) -> [Int] {
    var position = operand.indices.map { places[$0] ?? 0 }
    // A contraction reads the caller's rows where they lie.
    if let buffer = nest.buffer(of: operand.tensor), buffer.isRowMajor { position[0] += row }
    return position
  }

  private func read(_ operand: Contraction.Operand, _ places: [Index: Int]) -> Double {
    read(operand.tensor, position(operand, places))
  }

  private func read(_ tensor: TensorSymbol, _ position: [Int]) -> Double { memory.tensors[tensor]?[position] ?? .nan }

  private mutating func write(_ value: Double, to tensor: TensorSymbol, _ position: [Int]) {
    memory.tensors[tensor]?[position] = value
    if tensor.holdsPlaces, value.isFinite { memory.integers[tensor]?[position] = Int(value) }
  }

  private mutating func copyRows(
    from source: TensorSymbol, at sourceRow: Int, to target: TensorSymbol, at targetRow: Int
  ) {
    guard let rows = memory.tensors[source]?.rows(sourceRow..<sourceRow + count) else { return }
    memory.tensors[target]?.replaceRows(from: targetRow, by: rows)
  }
}

extension DenseTensor {
  fileprivate mutating func mapLines(_ lines: Range<Int>, _ transform: (Number) -> Number) {
    for row in 0..<shape[0] { for line in lines { self[[row, line]] = transform(self[[row, line]]) } }
  }

  fileprivate mutating func replaceLines(_ lines: Range<Int>, by other: DenseTensor) {
    for row in 0..<shape[0] { for line in lines { self[[row, line]] = other[[row, line]] } }
  }

  fileprivate func rows(_ range: Range<Int>) -> DenseTensor {
    let width = shape.dropFirst().reduce(1, *)
    let part = Array(elements[range.lowerBound * width..<range.upperBound * width])
    return DenseTensor(shape: [range.count] + shape.dropFirst(), elements: part)
  }

  fileprivate mutating func replaceRows(from row: Int, by other: DenseTensor) {
    let width = shape.dropFirst().reduce(1, *)
    elements.replaceSubrange(row * width..<row * width + other.elements.count, with: other.elements)
  }
}

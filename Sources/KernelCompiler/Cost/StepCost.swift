import IndexCalculus

/// What one call of a kernel costs, counted from its loop nest before anything is timed.
public struct StepCost: Sendable {
  /// How often a kernel goes over a tensor.
  public struct Traffic: Sendable, Encodable {
    public let tensor: String
    /// Elements of the whole tensor; of one tile for a tensor that lives within one.
    public let elements: Int
    /// Statements that read it, each once over the whole tensor.
    public let reads: Int
    public let writes: Int
    /// Whether it lies in the caller's memory and not in the workspace.
    public let isCallers: Bool
  }

  public let rows: Int
  /// Additions, multiplications, divisions and comparisons.
  public let operations: Int
  /// Exponentials, logarithms and the like, by name.
  public let functions: [String: Int]
  public let traffic: [Traffic]
  /// Elements that have to come from the caller's memory, and those that have to go there, each once.
  public let compulsoryReads: Int
  public let compulsoryWrites: Int

  /// - Parameter lanes: the rows in a tile.
  public init(_ nest: LoopNest, rows: Int, lanes: Int) {
    self.rows = rows
    let work = RowWork(nest)
    operations = work.operations * rows
    var applied: [String: Int] = [:]
    for statement in nest.statements { statement.countFunctions(into: &applied, nest, rows) }
    functions = applied
    let all = nest.statements.map { (reads: $0.read, writes: $0.written) }
    traffic = nest.buffers.compactMap { buffer in
      let reads = all.count { $0.reads.contains(buffer.tensor) }
      let writes = all.count { $0.writes.contains(buffer.tensor) }
      guard reads + writes > 0 else { return nil }
      let height = buffer.tensor.isRowwise ? (buffer.storage == .tile ? lanes : rows) : 1
      let width = if case .labels = buffer.storage { 1 } else { buffer.width }
      return Traffic(
        tensor: buffer.tensor.name, elements: width * height, reads: reads, writes: writes,
        isCallers: buffer.isCallers)
    }
    compulsoryReads = traffic.filter { $0.isCallers && $0.reads > 0 && $0.writes == 0 }.reduce(0) { $0 + $1.elements }
    compulsoryWrites = traffic.filter { $0.isCallers && $0.writes > 0 }.reduce(0) { $0 + $1.elements }
  }
}

extension Buffer {
  fileprivate var isCallers: Bool {
    switch storage {
    case .input, .target, .labels, .parameter, .gradient, .output: true
    case .tile, .tiles, .local: false
    }
  }
}

extension Statement {
  fileprivate func countFunctions(into counts: inout [String: Int], _ nest: LoopNest, _ rows: Int) {
    switch self {
    case .formula(_, let body), .loop(_, let body): for inner in body { inner.countFunctions(into: &counts, nest, rows) }
    case .strip(let strip): for inner in strip.statements { inner.countFunctions(into: &counts, nest, rows) }
    case .apply(let function, let tensor):
      let height = tensor.isRowwise ? rows : 1
      counts[function.rawValue, default: 0] += (nest.buffer(of: tensor)?.width ?? 1) * height
    case .update, .contract, .sumLanes, .load, .store, .rename: break
    }
  }

  /// The tensors that the statement reads.
  fileprivate var read: Set<TensorSymbol> {
    switch self {
    case .formula(_, let body), .loop(_, let body): return body.reduce(into: []) { $0.formUnion($1.read) }
    case .strip(let strip): return strip.statements.reduce(into: []) { $0.formUnion($1.read) }
    case .update(let update):
      var result = update.value.tensors
      result.formUnion(Expression.access(update.target, update.positions).tensors.subtracting([update.target]))
      if case .placeWhereEqual(let other, _) = update.combination { result.formUnion(other.tensors) }
      return result
    case .apply(_, let tensor): return [tensor]
    case .contract(let contraction): return [contraction.left.tensor, contraction.right.tensor]
    case .sumLanes(let sum): return sum.factors.reduce(into: []) { $0.formUnion($1.tensors) }
    case .load(_, let source): return [source]
    case .store(let tile, _): return [tile]
    case .rename: return []
    }
  }
}

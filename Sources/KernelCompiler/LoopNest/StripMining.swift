import IndexCalculus

/// Statements one after the other as strips, where that spares them to go over a tensor again.
struct StripMining {
  private let tiles: Set<TensorSymbol>
  private var result: [Statement] = []
  /// Statements that go through the same lines, and what they do.
  private var open: [(statement: Statement, work: LineWork)] = []

  /// Lines from which on a tensor of a tile does not stay in the first-level cache.
  private static var fewestLines: Int { 64 }

  private init(tiles: Set<TensorSymbol>) { self.tiles = tiles }

  /// - Parameter tiles: the tensors that live within one tile.
  static func mined(_ statements: [Statement], tiles: Set<TensorSymbol>) -> [Statement] {
    var mining = StripMining(tiles: tiles)
    for statement in statements { mining.add(statement) }
    mining.close()
    return mining.result
  }

  private mutating func add(_ statement: Statement) {
    guard let work = LineWork(statement, tiles: tiles), work.lines >= Self.fewestLines, !work.isScattered else {
      close()
      return result.append(statement)
    }
    if !open.allSatisfy({ $0.work.precedes(work, byLine: $0.statement.tensors) }) { close() }
    open.append((statement, work))
  }

  private mutating func close() {
    defer { open = [] }
    let parts = open.reduce(0) { $0 + $1.work.body.reduce(0) { $0 + $1.partCount } }
    guard parts > 1, let lines = open.first?.work.lines else { return result += open.map(\.statement) }
    result.append(.strip(Strip(lines: lines, start: open.flatMap(\.work.start), body: open.flatMap(\.work.body))))
  }
}

extension LineWork {
  /// Whether later work may be done for some lines before this is done for others.
  /// - Parameter touched: the tensors that this reads or writes.
  fileprivate func precedes(_ later: LineWork, byLine touched: Set<TensorSymbol>) -> Bool {
    let laterStart = later.start.reduce(into: Set<TensorSymbol>()) { $0.formUnion($1.tensors) }
    let laterBody = later.body.reduce(into: Set<TensorSymbol>()) { $0.formUnion($1.tensors) }
    return lines == later.lines && laterStart.isDisjoint(with: touched) && laterBody.isDisjoint(with: accumulated)
      && later.accumulated.isDisjoint(with: touched)
  }
}

extension Statement {
  fileprivate var partCount: Int { if case .formula(_, let parts) = self { parts.count } else { 1 } }
}

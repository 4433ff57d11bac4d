import IndexCalculus

/// Cuts the statements of a tile where threads have to wait for each other.
struct PhaseDivision {
  private enum Item {
    /// With its place in the tile.
    case statement(Statement, Int)
    case columns(Strip)

    var statements: [Statement] {
      switch self {
      case .statement(let statement, _): [statement]
      case .columns(let strip): strip.statements
      }
    }

    var tensors: Set<TensorSymbol> { statements.reduce(into: []) { $0.formUnion($1.tensors) } }
    var written: Set<TensorSymbol> { statements.reduce(into: []) { $0.formUnion($1.written) } }

    /// Whether one of the two writes what the other reads or writes.
    func conflicts(with other: Item) -> Bool {
      !tensors.isDisjoint(with: other.written) || !written.isDisjoint(with: other.tensors)
    }
  }

  private let tiles: Set<TensorSymbol>
  private var items: [Item]

  /// The phases of a tile. Large sums over rows go last, for nothing waits for them.
  /// - Parameters:
  ///   - tiles: the tensors that live within one tile.
  ///   - kept: those that live through all tiles; their rows lie tile by tile.
  static func phases(
    _ statements: [Statement], tiles: Set<TensorSymbol>, keeping kept: Set<TensorSymbol>
  ) -> [Phase] {
    let shared = statements.map { $0.sharedContraction(kept) }
    guard shared.contains(where: { $0 != nil }) else { return statements.isEmpty ? [] : [.rows(statements)] }
    let sums = shared.map { $0.map { !$0.target.tensor.isRowwise } ?? false }
    let ordered = statements.indices.filter { !sums[$0] } + statements.indices.filter { sums[$0] }
    var division = PhaseDivision(tiles: tiles, items: ordered.map { .statement(statements[$0], $0) })
    for place in ordered {
      if let contraction = shared[place] { division.share(place, contraction) }
    }
    return division.phases
  }

  private init(tiles: Set<TensorSymbol>, items: [Item]) {
    self.tiles = tiles
    self.items = items
  }

  private var phases: [Phase] {
    var result: [Phase] = []
    for item in items {
      switch item {
      case .columns(let strip): result.append(.columns(strip))
      case .statement(let statement, _):
        if case .rows(let statements)? = result.last {
          result[result.count - 1] = .rows(statements + [statement])
        } else {
          result.append(.rows([statement]))
        }
      }
    }
    return result.map {
      if case .rows(let statements) = $0 { .rows(StripMining.mined(statements, tiles: tiles)) } else { $0 }
    }
  }

  // MARK: - A product and what joins it

  /// - Parameter number: the place of the contraction's statement in the tile.
  private mutating func share(_ number: Int, _ contraction: Contraction) {
    guard case .fixed(let lines) = contraction.sharedAxis.extent,
      let place = items.firstIndex(where: { if case .statement(_, number) = $0 { true } else { false } }),
      case .statement(let statement, _) = items[place]
    else { return }
    if contraction.target.tensor.isRowwise {
      items[place] = .columns(Strip(lines: lines, body: [statement]))
      appendFollowers(to: place, lines)
    } else {
      prependSources(to: place, statement, contraction, lines)
    }
  }

  private func independentWork(_ item: Item, _ lines: Int) -> LineWork? {
    guard case .statement(let statement, _) = item, let work = LineWork(statement, tiles: tiles), work.lines == lines,
      work.isIndependent
    else { return nil }
    return work
  }

  /// What works on lines that a product has just computed, and on nothing that comes later, is done with it.
  private mutating func appendFollowers(to place: Int, _ lines: Int) {
    guard case .columns(var strip) = items[place] else { return }
    var skipped: (touched: Set<TensorSymbol>, written: Set<TensorSymbol>) = ([], [])
    var next = place + 1
    while next < items.count {
      let item = items[next]
      if let work = independentWork(item, lines), !item.tensors.isDisjoint(with: strip.written),
        item.tensors.isDisjoint(with: skipped.written), item.written.isDisjoint(with: skipped.touched)
      {
        strip.body += work.body
        items.remove(at: next)
      } else {
        skipped.touched.formUnion(item.tensors)
        skipped.written.formUnion(item.written)
        next += 1
      }
    }
    items[place] = .columns(strip)
  }

  /// What computes, line by line, what a large sum over rows reads is done with it, and so is what else depends on that
  /// line by line. Anything else that depends on it, or writes what these read, waits.
  private mutating func prependSources(
    to place: Int, _ statement: Statement, _ contraction: Contraction, _ lines: Int
  ) {
    let (sources, others) = sources(of: contraction, in: statement, lines, among: Array(items[..<place]))
    var strip = Strip(lines: lines, body: sources)
    var ready: [Item] = []
    var joined: Set<TensorSymbol> = []
    var waiting: [Item] = []
    for item in others {
      let isAfterWaiting = waiting.contains { item.conflicts(with: $0) }
      let touchesStrip = !item.tensors.isDisjoint(with: strip.written)
      if !isAfterWaiting, touchesStrip, let work = independentWork(item, lines) {
        strip.body += work.body
        joined.formUnion(item.tensors)
      } else if isAfterWaiting || touchesStrip || !item.written.isDisjoint(with: joined) {
        waiting.append(item)
      } else {
        ready.append(item)
      }
    }
    strip.body.append(statement)
    items = ready + [.columns(strip)] + waiting + items[(place + 1)...]
  }

  /// The statements that compute, line by line, what a sum reads at one line for each of its columns.
  ///
  /// A tensor may be written by several statements, one after the other: either all of them are sources, or none is.
  private func sources(
    of contraction: Contraction, in statement: Statement, _ lines: Int, among before: [Item]
  ) -> (sources: [Statement], others: [Item]) {
    let operand = contraction.linewiseOperand
    // A tensor that is multiplied with itself is read at all lines too.
    let isSquare = contraction.left.tensor == contraction.right.tensor
    var needed = isSquare ? statement.tensors : statement.tensors.subtracting([operand])
    while true {
      let (sources, others) = takeSources(of: operand, lines, needed: needed, from: before)
      let written = sources.reduce(into: Set<TensorSymbol>()) { $0.formUnion($1.written) }
      let split = written.intersection(others.reduce(into: []) { $0.formUnion($1.written) })
      if split.isEmpty { return (sources, others) }
      needed.formUnion(split)
    }
  }

  /// Goes backwards from a sum. A statement is taken where it leads to the operand line by line, unless something that is
  /// left in its place needs what it writes, or writes what it touches.
  /// - Parameter needed: the tensors that have to be complete before the strip.
  private func takeSources(
    of operand: TensorSymbol, _ lines: Int, needed: Set<TensorSymbol>, from before: [Item]
  ) -> (sources: [Statement], others: [Item]) {
    var leading: Set<TensorSymbol> = [operand]
    var needed = needed
    var writtenLater: Set<TensorSymbol> = []
    var sources: [Statement] = []
    var others: [Item] = []
    for item in before.reversed() {
      let leads = !item.written.isDisjoint(with: leading)
      let isNeeded = !item.written.isDisjoint(with: needed)
      if leads, !isNeeded, item.tensors.isDisjoint(with: writtenLater), let work = independentWork(item, lines) {
        sources = work.body + sources
        leading.formUnion(item.tensors)
      } else {
        if leads || isNeeded { needed.formUnion(item.tensors) }
        writtenLater.formUnion(item.written)
        others.append(item)
      }
    }
    return (sources, others.reversed())
  }
}

import IndexCalculus

/// Cuts the statements of a tile where threads have to wait for each other.
struct PhaseDivision {
  private enum Item {
    case statement(Statement)
    case columns(Strip)

    var statements: [Statement] {
      switch self {
      case .statement(let statement): [statement]
      case .columns(let strip): strip.statements
      }
    }

    var tensors: Set<TensorSymbol> { statements.reduce(into: []) { $0.formUnion($1.tensors) } }
    var written: Set<TensorSymbol> { statements.reduce(into: []) { $0.formUnion($1.written) } }
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
    var division = PhaseDivision(tiles: tiles, items: ordered.map { .statement(statements[$0]) })
    for place in ordered {
      if let contraction = shared[place] { division.share(statements[place], contraction) }
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
      case .statement(let statement):
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

  private mutating func share(_ statement: Statement, _ contraction: Contraction) {
    guard case .fixed(let lines) = contraction.sharedAxis.extent,
      let place = items.firstIndex(where: { if case .statement(statement) = $0 { true } else { false } })
    else { return }
    if contraction.target.tensor.isRowwise {
      items[place] = .columns(Strip(lines: lines, body: [statement]))
      appendFollowers(to: place, lines)
    } else {
      prependSources(to: place, statement, contraction, lines)
    }
  }

  private func independentWork(_ item: Item, _ lines: Int) -> LineWork? {
    guard case .statement(let statement) = item, let work = LineWork(statement, tiles: tiles), work.lines == lines,
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
  /// line by line. Anything else that depends on it waits.
  private mutating func prependSources(
    to place: Int, _ statement: Statement, _ contraction: Contraction, _ lines: Int
  ) {
    var before = Array(items[..<place])
    let sources = takeSources(of: contraction.linewiseOperand, lines, neededBy: statement, from: &before)
    var strip = Strip(lines: lines, body: sources)
    var dirty = strip.written
    var ready: [Item] = []
    var waiting: [Item] = []
    for item in before {
      if item.tensors.isDisjoint(with: dirty) {
        ready.append(item)
      } else if let work = independentWork(item, lines), item.tensors.intersection(dirty).isSubset(of: strip.written) {
        strip.body += work.body
        dirty.formUnion(item.written)
      } else {
        waiting.append(item)
        dirty.formUnion(item.written)
      }
    }
    strip.body.append(statement)
    items = ready + [.columns(strip)] + waiting + items[(place + 1)...]
  }

  /// Takes out the statements that compute a tensor line by line, and that nothing else leads to it through.
  private func takeSources(
    of operand: TensorSymbol, _ lines: Int, neededBy statement: Statement, from before: inout [Item]
  ) -> [Statement] {
    var wanted: Set<TensorSymbol> = [operand]
    var neededBefore = statement.tensors.subtracting(wanted)
    var writtenLater: Set<TensorSymbol> = []
    var sources: [Statement] = []
    var others: [Item] = []
    for item in before.reversed() {
      let leads = !item.written.isDisjoint(with: wanted)
      if leads, item.written.isDisjoint(with: neededBefore), item.tensors.isDisjoint(with: writtenLater),
        let work = independentWork(item, lines)
      {
        sources = work.body + sources
        wanted.formUnion(item.tensors)
      } else {
        if leads || !item.written.isDisjoint(with: neededBefore) { neededBefore.formUnion(item.tensors) }
        writtenLater.formUnion(item.written)
        others.append(item)
      }
    }
    before = others.reversed()
    return sources
  }
}

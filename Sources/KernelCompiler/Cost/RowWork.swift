import IndexCalculus

/// What one row of a batch costs, counted from a nest's statements.
public struct RowWork: Hashable, Sendable {
  /// Additions, multiplications, divisions and comparisons, those of contractions included.
  public var operations = 0
  /// Exponentials, logarithms and the like.
  public var functions = 0

  /// Operations alone, a function counting as ten of them.
  public var total: Int { operations + 10 * functions }

  public init(_ nest: LoopNest) {
    for statement in nest.passes.flatMap(\.tile) { add(statement, times: 1, nest) }
  }

  private mutating func add(_ statement: Statement, times: Int, _ nest: LoopNest) {
    switch statement {
    case .formula(_, let body): for inner in body { add(inner, times: times, nest) }
    case .strip(let strip): for inner in strip.statements { add(inner, times: times, nest) }
    case .loop(let loop, let body):
      let count: Int
      switch loop.range {
      case .count(let extent), .countdown(let extent): count = extent
      case .lanes: count = 1
      }
      for inner in body { add(inner, times: times * count, nest) }
    case .update(let update):
      operations += times * (update.value.operationCount + (update.combination == .set ? 0 : 1))
    case .apply(_, let tensor): functions += times * (nest.buffer(of: tensor)?.width ?? 1)
    case .contract(let contraction):
      operations += 2 * [contraction.i, contraction.j, contraction.p].map(\.extent).entriesInARow
    case .sumLanes(let sum): operations += times * (2 * sum.factors.count - 1)
    case .load, .store, .rename: break
    }
  }
}

extension Expression {
  /// Operations to compute one element.
  fileprivate var operationCount: Int {
    var inner = 0
    form.forEachOperand { inner += $0.operationCount }
    switch form {
    case .sum(let terms), .product(let terms): return inner + terms.count - 1
    case .power, .function, .comparison, .selection: return inner + 1
    case .number, .constant, .extent, .access, .delta, .reduction, .derivative, .invalid: return inner
    }
  }
}

import IndexCalculus

extension LoopNest {
  /// The nest, once every value in it is one that a loop can compute: no reduction is left inside, every index is that of a
  /// loop around it, and what is summed over all rows has none itself. The printer and the interpreter rely on it.
  /// - Throws: `CompilerError.incomplete`.
  func validated() throws(CompilerError) -> LoopNest {
    for statement in statements { try statement.validate([]) }
    return self
  }
}

extension Statement {
  fileprivate func validate(_ indices: Set<Index>) throws(CompilerError) {
    switch self {
    case .formula(_, let body): for statement in body { try statement.validate(indices) }
    case .strip(let strip): for statement in strip.statements { try statement.validate(indices) }
    case .loop(let loop, let body): for statement in body { try statement.validate(indices.union([loop.index])) }
    case .update(let update):
      try update.value.validate(indices)
      try Expression.access(update.target, update.positions).validate(indices)
      if case .placeWhereEqual(let other, let index) = update.combination {
        try other.validate(indices)
        guard indices.contains(index) else { throw .incomplete(formula: update.value.description) }
      }
    case .sumLanes(let sum):
      try Expression.access(sum.target, sum.positions).validate(indices)
      guard !sum.target.isRowwise else { throw .incomplete(formula: Expression.product(sum.factors).description) }
      // The rows are summed by the statement itself.
      for factor in sum.factors { try factor.validate(indices.union(factor.rowIndices)) }
    case .apply, .contract, .load, .store, .rename: break
    }
  }
}

extension Expression {
  fileprivate func validate(_ indices: Set<Index>) throws(CompilerError) {
    var isComplete = freeIndices.isSubset(of: indices)
    visit {
      switch $0.form {
      case .reduction, .derivative, .invalid: isComplete = false
      case .access(let tensor, let positions): if positions.count != tensor.rank { isComplete = false }
      default: break
      }
    } term: {
      if case .argmax = $0 { isComplete = false }
    }
    guard isComplete else { throw .incomplete(formula: description) }
  }

  /// The index on the first axis of an access.
  fileprivate var rowIndices: Set<Index> {
    guard case .access(_, let positions) = form, let index = positions.first?.plainIndex else { return [] }
    return [index]
  }
}

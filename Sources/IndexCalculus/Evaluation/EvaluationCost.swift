extension Expression {
  /// The nodes that the evaluator visits for one entry: a reduction's body once for each place.
  /// - Parameter rows: what the extent `m` stands for.
  public func evaluationCost(rows: Int) -> Double {
    var cost = 1.0
    if case .reduction(_, let binder, let body) = form {
      return cost + binder.extent.places(rows: rows) * body.evaluationCost(rows: rows)
    }
    form.forEachOperand { cost += $0.evaluationCost(rows: rows) }
    form.forEachIndexTerm { term in
      guard case .argmax(let binder, let body) = term else { return }
      cost += binder.extent.places(rows: rows) * body.evaluationCost(rows: rows)
    }
    return cost
  }
}

extension TensorDefinition {
  /// The nodes that the evaluator visits for all entries.
  /// - Parameter rows: what the extent `m` stands for.
  public func evaluationCost(rows: Int) -> Double {
    symbol.extents.reduce(body.evaluationCost(rows: rows)) { $0 * $1.places(rows: rows) }
  }
}

extension Extent {
  fileprivate func places(rows: Int) -> Double {
    switch self {
    case .fixed(let count): Double(count)
    case .symbolic: Double(rows)
    }
  }
}

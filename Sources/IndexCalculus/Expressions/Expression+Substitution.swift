extension Expression {
  /// A copy in which each operand and each index position of the top node went through the closures. Bodies of
  /// reductions are handed over as they are, their bound index dangling.
  package func mapped<Failure: Error>(
    _ operand: (Expression) throws(Failure) -> Expression, terms: (IndexTerm) -> IndexTerm
  ) throws(Failure) -> Expression {
    switch form {
    case .number, .constant, .extent, .invalid: self
    case .access(let tensor, let positions): .access(tensor, positions.map(terms))
    case .delta(let left, let right): .delta(terms(left), terms(right))
    case .sum(let operands): try .sum(operands.map(operand))
    case .product(let operands): try .product(operands.map(operand))
    case .power(let base, let exponent): try .power(operand(base), operand(exponent))
    case .function(let function, let argument): try .function(function, operand(argument))
    case .reduction(let reduction, let binder, let body):
      try .reduction(reduction, over: binder.index, extent: binder.extent, operand(body))
    case .comparison(let relation, let left, let right):
      try .comparison(relation, operand(left), operand(right))
    case .selection(let condition, let first, let second):
      try .selection(operand(condition), operand(first), operand(second))
    case .derivative(let body, let tensor, let positions):
      try .derivative(operand(body), by: tensor, positions.map(terms))
    }
  }

  /// The body of a reduction, its bound index replaced by a free one that must not occur in it.
  package func opening(_ binder: Binder, as index: Index) -> Expression { renaming(binder.index, to: index) }

  /// Replaces one index by another throughout, inner reductions that bind the same level excepted.
  func renaming(_ old: Index, to new: Index) -> Expression {
    if old == new { return self }
    return replacing([old: .index(new)], shadowing: true)
  }

  /// Replaces free indices. The replacements hold no dangling bound index.
  public func replacing(_ replacements: [Index: IndexTerm]) -> Expression {
    if replacements.allSatisfy({ $0.value == .index($0.key) }) { return self }
    if replacements.values.contains(where: { $0.level > 0 }) {
      return replacingOpened(replacements)
    }
    return replacing(replacements, shadowing: false)
  }

  fileprivate func replacing(_ replacements: [Index: IndexTerm], shadowing: Bool) -> Expression {
    if case .reduction(_, let binder, _) = form, shadowing, replacements[binder.index] != nil { return self }
    return mapped(
      { $0.replacing(replacements, shadowing: shadowing) },
      terms: { $0.replacing(replacements, shadowing: shadowing) })
  }

  /// Where a replacement itself holds a reduction, levels rise; every reduction on the way is opened so that none of
  /// its indices is caught by another.
  private func replacingOpened(_ replacements: [Index: IndexTerm]) -> Expression {
    descending(
      avoiding: replacements.values + replacements.keys.map(IndexTerm.index), { $0.replacingOpened(replacements) },
      terms: { $0.replacing(replacements, shadowing: false) })
  }

  /// Maps operands with reductions opened: their index is free inside the closure, and bound again after it.
  /// - Parameter outside: index positions that the closure may bring in, and that must not be caught.
  func descending(
    avoiding outside: some Sequence<IndexTerm> = EmptyCollection(),
    _ operand: (Expression) -> Expression, terms: (IndexTerm) -> IndexTerm = { $0 }
  ) -> Expression {
    guard case .reduction(let reduction, let binder, let body) = form else {
      return mapped(operand, terms: terms)
    }
    let index = outside.reduce(unusedIndex) { Index.higher($0, $1.unusedIndex) }
    let opened = body.renaming(binder.index, to: index)
    let result = operand(opened)
    if result == opened { return self }
    return .reduction(reduction, over: index, extent: binder.extent, result)
  }

  /// Replaces every access to tensors for which `replace` has an answer. An answer holds no free index but those of the
  /// positions it was given, and no dangling bound one.
  public func replacingAccesses(_ replace: (TensorSymbol, [IndexTerm]) -> Expression?) -> Expression {
    if case .access(let tensor, let positions) = form, let result = replace(tensor, positions) {
      return result
    }
    return descending { $0.replacingAccesses(replace) }
  }
}

extension IndexTerm {
  fileprivate func replacing(_ replacements: [Index: IndexTerm], shadowing: Bool) -> IndexTerm {
    switch self {
    case .index(let index): replacements[index] ?? self
    case .constant: self
    case .element(let tensor, let positions):
      .element(tensor, positions.map { $0.replacing(replacements, shadowing: shadowing) })
    case .argmax(let binder, let body):
      if shadowing, replacements[binder.index] != nil {
        self
      } else if replacements.values.contains(where: { $0.level > 0 }) {
        replacingOpened(binder, body, replacements)
      } else {
        .argmax(over: binder.index, extent: binder.extent, body.replacing(replacements, shadowing: shadowing))
      }
    }
  }

  /// As for expressions: a replacement that holds a reduction raises levels, so the index is free meanwhile.
  private func replacingOpened(
    _ binder: Binder, _ body: Expression, _ replacements: [Index: IndexTerm]
  ) -> IndexTerm {
    let outside = replacements.values + replacements.keys.map(IndexTerm.index)
    let index = outside.reduce(body.unusedIndex) { Index.higher($0, $1.unusedIndex) }
    let opened = body.renaming(binder.index, to: index)
    return .argmax(over: index, extent: binder.extent, opened.replacing(replacements))
  }

  /// A free index that does not occur inside.
  var unusedIndex: Index { Expression.delta(self, .constant(-1)).unusedIndex }

  /// The highest level of a reduction inside.
  var level: Int {
    switch self {
    case .index, .constant: 0
    case .element(_, let positions): positions.map(\.level).max() ?? 0
    case .argmax(let binder, let body): max(binder.level, body.level)
    }
  }
}

extension Index {
  static func higher(_ left: Index, _ right: Index) -> Index {
    guard case .free(let a) = left, case .free(let b) = right else { return left }
    return .free(Swift.max(a, b))
  }
}

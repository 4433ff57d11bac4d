extension Expression {
  /// The indices that occur and are bound by no reduction inside.
  public var freeIndices: Set<Index> {
    var found: Set<Index> = []
    collectIndices(into: &found, bound: [])
    return found
  }

  private func collectIndices(into found: inout Set<Index>, bound: Set<Index>) {
    form.forEachIndexTerm { $0.collectIndices(into: &found, bound: bound) }
    if case .reduction(_, let binder, let body) = form {
      body.collectIndices(into: &found, bound: bound.union([binder.index]))
    } else {
      form.forEachOperand { $0.collectIndices(into: &found, bound: bound) }
    }
  }

  public func mentions(_ index: Index) -> Bool { freeIndices.contains(index) }

  /// The tensors that occur, those inside index positions included.
  public var tensors: Set<TensorSymbol> {
    var found: Set<TensorSymbol> = []
    visit { expression in
      if case .access(let tensor, _) = expression.form { found.insert(tensor) }
    } term: { term in
      if case .element(let tensor, _) = term { found.insert(tensor) }
    }
    return found
  }

  /// The sentence of the first `invalid` node, if there is one.
  public var defect: String? {
    guard kinds.contains(.invalid) else { return nil }
    var found: String?
    visit { expression in
      if found == nil, case .invalid(let reason) = expression.form { found = reason }
    }
    return found
  }

  /// Calls the closures with every node and every index position, outermost first.
  public func visit(_ body: (Expression) -> Void, term: (IndexTerm) -> Void = { _ in }) {
    body(self)
    form.forEachIndexTerm { $0.visit(body, term: term) }
    form.forEachOperand { $0.visit(body, term: term) }
  }

  /// What is multiplied: itself where it is no product.
  public var factors: [Expression] {
    if case .product(let factors) = form { factors } else { [self] }
  }

  /// What is added up: itself where it is no sum.
  public var terms: [Expression] {
    if case .sum(let terms) = form { terms } else { [self] }
  }

  /// The rational factor, and the rest.
  var coefficientAndRest: (Rational, Expression) {
    switch form {
    case .number(let value): return (value, .one)
    case .product(let factors):
      for (position, factor) in factors.enumerated() {
        if case .number(let value) = factor.form {
          var rest = factors
          rest.remove(at: position)
          return (value, .product(rest))
        }
      }
      return (.one, self)
    default: return (.one, self)
    }
  }

  /// The base and the rational exponent of a factor.
  var baseAndRationalExponent: (Expression, Rational) {
    if case .power(let base, let exponent) = form, case .number(let value) = exponent.form {
      return (base, value)
    }
    return (self, .one)
  }

  package var number: Rational? {
    if case .number(let value) = form { value } else { nil }
  }
}

extension IndexTerm {
  fileprivate func collectIndices(into found: inout Set<Index>, bound: Set<Index>) {
    switch self {
    case .index(let index): if !bound.contains(index) { found.insert(index) }
    case .constant: break
    case .element(_, let positions):
      for position in positions { position.collectIndices(into: &found, bound: bound) }
    case .argmax(let binder, let body):
      found.formUnion(body.freeIndices.subtracting([binder.index]).subtracting(bound))
    }
  }

  fileprivate func visit(_ body: (Expression) -> Void, term: (IndexTerm) -> Void) {
    term(self)
    switch self {
    case .index, .constant: break
    case .element(_, let positions): for position in positions { position.visit(body, term: term) }
    case .argmax(_, let operand): operand.visit(body, term: term)
    }
  }

  public func mentions(_ index: Index) -> Bool {
    var found: Set<Index> = []
    collectIndices(into: &found, bound: [])
    return found.contains(index)
  }
}

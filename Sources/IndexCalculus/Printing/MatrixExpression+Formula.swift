extension MatrixExpression {
  /// The matrix formula for printing.
  /// - Parameter row: the letter of the row that a block is about.
  public func formula(row: String = "p") -> Formula { MatrixTypesetter(self, row: row).formula(self) }
}

/// Turns matrix formulas into what printers read.
private struct MatrixTypesetter {
  private let row: String
  /// The names that occur, which a row's small letter must not take.
  private let names: Set<String>

  init(_ expression: MatrixExpression, row: String) {
    self.row = row
    names = expression.tensorNames
  }

  func formula(_ matrix: MatrixExpression) -> Formula {
    switch matrix {
    case .number(let value): return Expression.formula(value)
    case .constant(let constant): return .identifier(constant.rawValue)
    case .extent(let extent): return .identifier(extent.description)
    case .tensor(let symbol): return symbol.formula(at: [], IndexNames())
    case .row(let symbol): return formula(rowOf: symbol)
    case .ones: return .bold("1")
    case .identity: return .bold("I")
    case .unit(let place, _): return .element(.bold("e"), [.number("\(place)")])
    case .oneHot(let symbol, _): return .call("onehot", .identifier(symbol.name))
    case .transposed(let operand): return .transposed(atom(operand))
    case .product(let factors): return .product(factors.map(factor), .matrix)
    case .quotient(let operand, let divisor): return .fraction(formula(operand), formula(divisor))
    case .negated(let operand): return .negated(operandOfSign(operand))
    case .sum(let terms): return formula(sum: terms)
    case .entrywiseProduct(let operands): return .product(operands.map(entrywiseFactor), .entrywise)
    case .entrywiseQuotient(let top, let bottom):
      return .product([entrywiseFactor(top), formula(bottom).bound(atLeast: .power)], .entrywiseQuotient)
    case .power(let base, let exponent): return formula(power: base, exponent)
    case .call(let function, let argument): return .call(function.symbol, formula(argument))
    case .diagonal(let operand): return .call("diag", formula(operand))
    case .rowMaximum(let operand): return formula(rowMaximum: operand)
    case .comparison(let relation, let left, let right):
      return .relation(formula(left).bound(atLeast: .sum), relation, formula(right).bound(atLeast: .sum))
    case .selection(let condition, let first, let second):
      return .cases(
        formula(first).bound(atLeast: .sum), condition: formula(condition).bound(atLeast: .sum),
        otherwise: formula(second))
    case .kronecker(let left, let right):
      return .product([formula(left), formula(right)].map { $0.bound(atLeast: .product) }, .kronecker)
    }
  }

  private func formula(sum terms: [MatrixExpression]) -> Formula {
    .sum(
      terms.map { term in
        guard case .negated(let operand) = term else { return Formula.Term(operandOfSign(term)) }
        return Formula.Term(isNegative: true, operandOfSign(operand))
      })
  }

  private func formula(power base: MatrixExpression, _ exponent: Rational) -> Formula {
    if exponent == Rational(1, over: 2) { return .root(formula(base)) }
    let raised = Expression.formula(exponent)
    return base.isScalar ? .superscript(atom(base), raised) : .entrywisePower(atom(base), raised)
  }

  /// The greatest entry of a single row is a maximum of the vector.
  private func formula(rowMaximum operand: MatrixExpression) -> Formula {
    guard operand.shape.rows == nil else { return .call("rowmax", formula(operand)) }
    return .call("max", formula(operand.transpose))
  }

  /// A row is called by its matrix's name in small letters, or by the matrix and the letter of the row where that name
  /// is taken.
  private func formula(rowOf symbol: TensorSymbol) -> Formula {
    let small = symbol.name.lowercased()
    if symbol.rank == 2, small != symbol.name, !names.contains(small), !symbol.isDerivative {
      return .identifier(small)
    }
    return symbol.rank == 0
      ? symbol.formula(at: [], IndexNames())
      : .element(symbol.formula(at: [], IndexNames()).bound(atLeast: .atom), [.identifier(row)])
  }

  // MARK: - Parentheses

  private func atom(_ matrix: MatrixExpression) -> Formula { formula(matrix).bound(atLeast: .atom) }

  private func operandOfSign(_ matrix: MatrixExpression) -> Formula { formula(matrix).bound(atLeast: .reduction) }

  /// A number that is a product of matrices is set apart from the matrices behind it.
  private func factor(_ matrix: MatrixExpression) -> Formula {
    if case .product = matrix { return .parenthesised(formula(matrix)) }
    return formula(matrix).bound(atLeast: .product)
  }

  private func entrywiseFactor(_ matrix: MatrixExpression) -> Formula { formula(matrix).bound(atLeast: .product) }
}

extension MatrixExpression {
  /// The names of the tensors that occur, rows excepted.
  fileprivate var tensorNames: Set<String> {
    switch self {
    case .number, .constant, .row, .ones, .identity, .unit: []
    case .extent(let extent): [extent.description]
    case .tensor(let symbol), .oneHot(let symbol, _): [symbol.name]
    case .transposed(let operand), .negated(let operand), .power(let operand, _), .call(_, let operand),
      .diagonal(let operand), .rowMaximum(let operand):
      operand.tensorNames
    case .quotient(let left, let right), .entrywiseQuotient(let left, let right), .comparison(_, let left, let right),
      .kronecker(let left, let right):
      left.tensorNames.union(right.tensorNames)
    case .product(let operands), .sum(let operands), .entrywiseProduct(let operands):
      operands.reduce(into: []) { $0.formUnion($1.tensorNames) }
    case .selection(let condition, let first, let second):
      condition.tensorNames.union(first.tensorNames).union(second.tensorNames)
    }
  }
}

extension MatrixExpression {
  static let one = MatrixExpression.number(.one)

  /// A product with its numbers in front, inner products opened, signs and divisors taken out.
  static func chain(_ factors: [MatrixExpression]) -> MatrixExpression {
    var parts = ProductParts()
    for factor in factors { parts.add(factor) }
    return parts.product
  }

  static func entrywise(_ factors: [MatrixExpression]) -> MatrixExpression {
    if factors.allSatisfy(\.isScalar) { return chain(factors) }
    return factors.count == 1 ? factors[0] : .entrywiseProduct(factors)
  }

  /// A matrix of ones, or of a vector's entries repeated: `r cᵀ` with ones for a vector that is missing.
  static func outer(_ column: MatrixExpression, _ row: MatrixExpression) -> MatrixExpression {
    chain([column, row.transpose])
  }

  /// A sum, with the first or last matrix that all of its terms share taken out: `(A − B)W` for `AW − BW`.
  static func addition(_ terms: [MatrixExpression]) -> MatrixExpression {
    for side in [ProductSide.last, .first] {
      let parts = terms.compactMap { $0.separating(side) }
      guard parts.count == terms.count, parts.count > 1, parts.allSatisfy({ $0.shared == parts[0].shared }) else {
        continue
      }
      let rest = addition(parts.map(\.rest))
      return chain(side == .first ? [parts[0].shared, rest] : [rest, parts[0].shared])
    }
    return .sum(terms.filter { !$0.isNegated } + terms.filter(\.isNegated))
  }

  private enum ProductSide { case first, last }

  /// The first or last matrix of a product, and the rest of it.
  private func separating(_ side: ProductSide) -> (shared: MatrixExpression, rest: MatrixExpression)? {
    if case .negated(let operand) = self {
      return operand.separating(side).map { ($0.shared, $0.rest.negative) }
    }
    guard case .product(let factors) = self else { return nil }
    var matrices = factors.filter { !$0.isScalar }
    guard matrices.count > 1 else { return nil }
    let shared = side == .first ? matrices.removeFirst() : matrices.removeLast()
    return (shared, .chain(factors.filter(\.isScalar) + matrices))
  }

  var isNegated: Bool {
    if case .negated = self { true } else { false }
  }

  static func dividing(_ operand: MatrixExpression, by divisors: [MatrixExpression]) -> MatrixExpression {
    guard !divisors.isEmpty else { return operand }
    if case .negated(let inner) = operand { return .negated(dividing(inner, by: divisors)) }
    if case .quotient(let inner, let divisor) = operand { return .quotient(inner, chain([divisor] + divisors)) }
    return .quotient(operand, chain(divisors))
  }

  var negative: MatrixExpression {
    if case .negated(let inner) = self { inner } else { .negated(self) }
  }

  /// The transposed value, its transpositions moved inwards to the single matrices.
  var transpose: MatrixExpression {
    if isScalar { return self }
    switch self {
    case .number, .constant, .extent, .identity, .diagonal: return self
    case .tensor, .row, .ones, .unit, .oneHot, .rowMaximum: return .transposed(self)
    case .transposed(let operand): return operand
    case .product(let factors):
      return .product(factors.filter(\.isScalar) + factors.filter { !$0.isScalar }.reversed().map(\.transpose))
    case .kronecker(let left, let right): return .kronecker(left.transpose, right.transpose)
    case .quotient, .negated, .sum, .entrywiseProduct, .entrywiseQuotient, .power, .call, .comparison, .selection:
      return mappingEntrywise(\.transpose)
    }
  }

  /// The operands of an entrywise operation replaced; anything else stays as it is.
  private func mappingEntrywise(_ map: (MatrixExpression) -> MatrixExpression) -> MatrixExpression {
    switch self {
    case .quotient(let operand, let divisor): .quotient(map(operand), divisor)
    case .negated(let operand): .negated(map(operand))
    case .sum(let operands): .sum(operands.map(map))
    case .entrywiseProduct(let operands): .entrywiseProduct(operands.map(map))
    case .entrywiseQuotient(let top, let bottom): .entrywiseQuotient(map(top), map(bottom))
    case .power(let base, let exponent): .power(map(base), exponent)
    case .call(let function, let argument): .call(function, map(argument))
    case .comparison(let relation, let left, let right): .comparison(relation, map(left), map(right))
    case .selection(let condition, let first, let second): .selection(map(condition), map(first), map(second))
    case .number, .constant, .extent, .tensor, .row, .ones, .identity, .unit, .oneHot, .transposed, .product,
      .diagonal, .rowMaximum, .kronecker:
      self
    }
  }

  private func mappingOperands(_ map: (MatrixExpression) -> MatrixExpression) -> MatrixExpression {
    switch self {
    case .number, .constant, .extent, .tensor, .row, .ones, .identity, .unit, .oneHot: self
    case .transposed(let operand): .transposed(map(operand))
    case .product(let factors): .product(factors.map(map))
    case .diagonal(let operand): .diagonal(map(operand))
    case .rowMaximum(let operand): .rowMaximum(map(operand))
    case .kronecker(let left, let right): .kronecker(map(left), map(right))
    case .quotient(let operand, let divisor): .quotient(map(operand), map(divisor))
    case .negated, .sum, .entrywiseProduct, .entrywiseQuotient, .power, .call, .comparison, .selection:
      mappingEntrywise(map)
    }
  }

  /// The same value with one transposition around an entrywise formula where there would be several inside:
  /// `(A − Y)ᵀ` for `Aᵀ − Yᵀ`.
  var gatheringTranspositions: MatrixExpression {
    let inner = mappingOperands(\.gatheringTranspositions)
    switch inner {
    case .sum, .entrywiseProduct, .entrywiseQuotient, .power, .call, .comparison, .selection:
      let turned = inner.transpose
      return turned.transpositions + 1 < inner.transpositions ? .transposed(turned) : inner
    case .product(let factors) where inner.isScalar:
      // A number is its own transposed.
      let matrices = factors.filter { !$0.isScalar }.reversed().map(\.transpose.gatheringTranspositions)
      let turned = MatrixExpression.product(factors.filter(\.isScalar) + matrices)
      return turned.transpositions < inner.transpositions ? turned : inner
    case .number, .constant, .extent, .tensor, .row, .ones, .identity, .unit, .oneHot, .transposed, .product,
      .quotient, .negated, .diagonal, .rowMaximum, .kronecker:
      return inner
    }
  }

  /// The number of transpositions, those of the ones vector excepted.
  var transpositions: Int {
    if case .transposed(.ones) = self { return 0 }
    var count = 0
    if case .transposed = self { count = 1 }
    _ = mappingOperands { operand in
      count += operand.transpositions
      return operand
    }
    return count
  }
}

/// A product on its way to its usual form.
private struct ProductParts {
  private var isNegative = false
  private var coefficient = Rational.one
  private var scalars: [MatrixExpression] = []
  private var matrices: [MatrixExpression] = []
  private var divisors: [MatrixExpression] = []

  mutating func add(_ factor: MatrixExpression) {
    switch factor {
    case .negated(let inner):
      isNegative.toggle()
      add(inner)
    case .quotient(let inner, let divisor):
      divisors.append(divisor)
      add(inner)
    // A product that is a number as a whole must not fall apart: its factors only fit each other.
    case .product(let inner) where !factor.isScalar || inner.allSatisfy(\.isScalar): inner.forEach { add($0) }
    case .number(let value):
      if let product = coefficient.multiplied(by: value) { coefficient = product } else { scalars.append(factor) }
    default:
      if factor.isScalar { scalars.append(factor) } else { matrices.append(factor) }
    }
  }

  var product: MatrixExpression {
    let number: [MatrixExpression] = coefficient == .one ? [] : [.number(coefficient)]
    let factors = number + scalars + withoutIdentities
    let product = factors.count > 1 ? MatrixExpression.product(factors) : factors.first ?? .one
    let quotient = MatrixExpression.dividing(product, by: divisors)
    return isNegative ? quotient.negative : quotient
  }

  private var withoutIdentities: [MatrixExpression] {
    let rest = matrices.filter { if case .identity = $0 { false } else { true } }
    return rest.isEmpty ? Array(matrices.prefix(1)) : rest
  }
}

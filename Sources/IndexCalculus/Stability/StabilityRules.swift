extension Rule {
  /// Rules that change nothing where both sides are finite, and keep finite what the written form would overflow,
  /// underflow or cancel. They are applied after the algebra, and only to what is computed, never to what is shown.
  public static let stability: [Rule] = [
    inverseFunctions, logarithmOfPowers, logarithmOfSigmoid, logarithmOfComplement, combineExponentials, flattenSum,
    commonExponential,
  ]

  static let logarithmOfPowers = Rule(
    "logarithm of a product", "log (g Π fᵃ) = log g + Σ a log f for positive f", at: .function
  ) { expression, _ in
    guard case .function(.log, let argument) = expression.form else { return nil }
    switch argument.form {
    case .product, .power: break
    default: return nil
    }
    let positive = argument.factors.filter(\.isPositive)
    let rest = argument.factors.filter { !$0.isPositive }
    guard rest.isEmpty || positive.contains(where: { $0.exponentialArgument != nil }) else { return nil }
    let logarithms = positive.map { factor -> Expression in
      guard case .power(let base, let exponent) = factor.form else { return .function(.log, factor) }
      return exponent * .function(.log, base)
    }
    return .sum(logarithms + (rest.isEmpty ? [] : [.function(.log, .product(rest))]))
  }

  /// What a quotient or a logarithm then takes away.
  static let commonExponential = Rule(
    "a common exponential", "a exp f + b exp f = (a + b) exp f", at: .sum
  ) { expression, _ in
    guard case .sum(let terms) = expression.form, let first = terms.first else { return nil }
    func isExponential(_ factor: Expression) -> Bool { if case .function(.exp, _) = factor.form { true } else { false } }
    guard
      let common = first.factors.first(where: { factor in
        isExponential(factor) && terms.allSatisfy { $0.factors.contains(factor) }
      })
    else { return nil }
    let others = terms.map { term in
      var factors = term.factors
      if let place = factors.firstIndex(of: common) { factors.remove(at: place) }
      return Expression.product(factors)
    }
    return common * .sum(others)
  }

  static let logarithmOfSigmoid = Rule("logarithm of σ", "log σ(f) = −softplus(−f)", at: .function) { expression, _ in
    guard case .function(.log, let argument) = expression.form,
      case .function(.sigmoid, let inner) = argument.form
    else { return nil }
    return -.function(.softplus, -inner)
  }

  static let logarithmOfComplement = Rule(
    "logarithm of 1 − σ", "log(1 − σ(f)) = −softplus(f)", at: .function
  ) { expression, _ in
    guard case .function(.log, let argument) = expression.form, case .sum(let terms) = argument.form,
      terms.count == 2, terms.contains(.one),
      let other = terms.first(where: { $0 != .one }), case .function(.sigmoid, let inner) = (-other).form
    else { return nil }
    return -.function(.softplus, inner)
  }

  /// Terms side by side, so that one of them can be taken together with another.
  static let flattenSum = Rule("open brackets", "a − (b + c) = a − b − c", at: .sum) { expression, _ in
    guard case .sum(let terms) = expression.form else { return nil }
    let opened = terms.flatMap { term -> [Expression] in
      let (coefficient, rest) = term.coefficientAndRest
      guard case .sum(let inner) = rest.form else { return [term] }
      return inner.map { .number(coefficient) * $0 }
    }
    return opened.count > terms.count ? .sum(opened) : nil
  }

  static let combineExponentials = Rule(
    "one exponential", "exp(f)ᵃ exp(g)ᵇ = exp(a f + b g)", at: [.product, .power]
  ) { expression, _ in
    let factors = expression.factors
    let exponents = factors.map(\.exponentialArgument)
    let count = exponents.count { $0 != nil }
    guard count > 1 || (count == 1 && expression.kinds.contains(.power) && factors.count == 1) else { return nil }
    let rest = zip(factors, exponents).filter { $0.1 == nil }.map(\.0)
    return .product(rest + [.function(.exp, .sum(exponents.compactMap { $0 }))])
  }
}

extension Expression {
  /// `a f` for `exp(f)ᵃ`.
  fileprivate var exponentialArgument: Expression? {
    let (base, exponent) = baseAndRationalExponent
    guard case .function(.exp, let argument) = base.form else { return nil }
    return .number(exponent) * argument
  }

  /// Whether every value is certainly positive, by the form alone.
  var isPositive: Bool { leastSign == .positive }

  /// The least that is certain of the sign of every value, by the form alone.
  private var leastSign: LeastSign {
    switch form {
    case .number(let value): return value > .zero ? .positive : value == .zero ? .notNegative : .any
    case .constant, .extent, .function(.exp, _), .function(.sigmoid, _), .function(.softplus, _): return .positive
    case .delta, .comparison, .function(.abs, _): return .notNegative
    case .sum(let operands):
      let signs = operands.map(\.leastSign)
      guard let lowest = signs.min(), lowest != .any else { return .any }
      return signs.max() ?? .any
    case .product(let operands): return operands.map(\.leastSign).min() ?? .positive
    case .power(let base, let exponent):
      let isEven = exponent.number.map { $0.isInteger && $0.numerator % 2 == 0 } ?? false
      return max(base.leastSign, isEven ? .notNegative : .any)
    case .reduction(_, _, let body): return body.leastSign
    case .selection(_, let first, let second): return min(first.leastSign, second.leastSign)
    case .access, .function, .derivative, .invalid: return .any
    }
  }
}

private enum LeastSign: Int, Comparable {
  case any, notNegative, positive

  static func < (left: LeastSign, right: LeastSign) -> Bool { left.rawValue < right.rawValue }
}

extension Rule {
  /// Also how a fraction cancels: `a · a⁻¹ = a⁰ = 1`.
  static let combinePowers = Rule("cancel and combine powers", "aˣ aʸ = aˣ⁺ʸ", at: .product) { expression, _ in
    guard case .product(let factors) = expression.form else { return nil }
    var bases: [Expression] = []
    var exponents: [Expression: [Expression]] = [:]
    for factor in factors {
      let (base, exponent) = factor.baseAndExponentOrOne
      if exponents[base] == nil { bases.append(base) }
      exponents[base, default: []].append(exponent)
    }
    guard bases.count < factors.count else { return nil }
    return .product(
      bases.map { base in
        let all = exponents[base] ?? []
        // A bracket or a δ is 0 or 1, and so is each of its powers.
        if base.isIndicator, all.allSatisfy({ $0.number.map { !$0.isNegative } ?? false }) { return base }
        return .power(base, .sum(all))
      })
  }

  static let collectLikeTerms = Rule("collect like terms", "a f + b f = (a + b) f", at: .sum) { expression, _ in
    guard case .sum(let terms) = expression.form else { return nil }
    var order: [Expression] = []
    var coefficients: [Expression: Rational] = [:]
    for term in terms {
      let (coefficient, rest) = term.coefficientAndRest
      if let known = coefficients[rest] {
        guard let total = known.adding(coefficient) else { return nil }
        coefficients[rest] = total
      } else {
        order.append(rest)
        coefficients[rest] = coefficient
      }
    }
    guard order.count < terms.count else { return nil }
    return .sum(order.map { .number(coefficients[$0] ?? .zero) * $0 })
  }

  /// A product is multiplied out where one of the terms then cancels against another factor.
  static let distribute = Rule("multiply out", "a (b + a⁻¹ c) = a b + c", at: .product) { expression, _ in
    guard case .product(let factors) = expression.form else { return nil }
    for (position, factor) in factors.enumerated() {
      guard case .sum(let terms) = factor.form else { continue }
      var others = factors
      others.remove(at: position)
      guard terms.contains(where: { $0.cancels(against: others) }) else { continue }
      return .sum(terms.map { .product(others + [$0]) })
    }
    return nil
  }

  static let expand = Rule("multiply out and collect", "a (b + c) − a b = a c", at: [.sum, .product]) {
    expression, _ in
    guard expression.kinds.contains(.sum), let expanded = expression.multipliedOut(limit: 64) else { return nil }
    return expanded.size < expression.size ? expanded : nil
  }

  static let inverseFunctions = Rule("log undoes exp", "log exp f = f,  exp log f = f", at: .function) {
    expression, _ in
    switch expression.form {
    case .function(.log, let argument):
      if case .function(.exp, let inner) = argument.form { inner } else { nil }
    case .function(.exp, let argument):
      if case .function(.log, let inner) = argument.form { inner } else { nil }
    default: nil
    }
  }

  static let functionOfNumber = Rule("function of a number", "exp 0 = 1,  log 1 = 0", at: .function) {
    expression, _ in
    guard case .function(let function, let argument) = expression.form else { return nil }
    switch (function, argument.number) {
    case (.exp, .zero?), (.cos, .zero?): return .one
    case (.log, .one?), (.tanh, .zero?), (.abs, .zero?), (.sign, .zero?), (.sin, .zero?), (.erf, .zero?):
      return .zero
    case (.sigmoid, .zero?): return Rational(1, over: 2).map(Expression.number)
    case (.abs, let value?): return .number(value.magnitude)
    case (.sign, let value?): return value.isNegative ? -1 : 1
    default: return nil
    }
  }

  static let signTimesMagnitude = Rule("sign and magnitude", "sign f · |f| = f,  f · sign f = |f|", at: .product) {
    expression, _ in
    guard case .product(var factors) = expression.form else { return nil }
    for (position, factor) in factors.enumerated() {
      guard case .function(.sign, let argument) = factor.form else { continue }
      if let partner = factors.firstIndex(of: .function(.abs, argument)) {
        factors[partner] = argument
      } else if let partner = factors.firstIndex(of: argument) {
        factors[partner] = .function(.abs, argument)
      } else {
        continue
      }
      factors.remove(at: position)
      return .product(factors)
    }
    return nil
  }

  static let nameOutput = Rule("name the output", "write A for its formula", at: .any) { expression, knowledge in
    for definition in knowledge.namedOutputs {
      if let result = expression.naming(definition) { return result }
    }
    return nil
  }
}

extension Expression {
  fileprivate var baseAndExponentOrOne: (Expression, Expression) {
    if case .power(let base, let exponent) = form { (base, exponent) } else { (self, .one) }
  }

  /// Whether a factor of this term, or of one inside it, is a power whose base the others hold to a power of the other sign.
  fileprivate func cancels(against others: [Expression]) -> Bool {
    factors.contains { factor in
      if case .sum(let terms) = factor.form, terms.contains(where: { $0.cancels(against: others) }) { return true }
      let (base, exponent) = factor.baseAndRationalExponent
      guard base.number == nil else { return false }
      return others.contains {
        let (otherBase, otherExponent) = $0.baseAndRationalExponent
        return otherBase == base && otherExponent.isNegative != exponent.isNegative
      }
    }
  }

  /// All products of sums multiplied out and like terms collected, or `nil` beyond `limit` terms.
  func multipliedOut(limit: Int) -> Expression? {
    switch form {
    case .sum(let terms):
      var result: [Expression] = []
      for term in terms {
        guard let expanded = term.multipliedOut(limit: limit) else { return nil }
        result += expanded.terms
      }
      guard result.count <= limit else { return nil }
      return Self.collected(.sum(result))
    case .product(let factors):
      var result: [Expression] = [.one]
      for factor in factors {
        guard let expanded = factor.multipliedOut(limit: limit) else { return nil }
        let terms = expanded.terms
        guard result.count * terms.count <= limit else { return nil }
        result = result.flatMap { left in terms.map { Self.cancelled(left * $0) } }
      }
      return Self.collected(.sum(result))
    case .power(let base, let exponent):
      guard let count = exponent.number, count == Rational(2), case .sum = base.form else { return self }
      return Expression(.product([base, base])).multipliedOut(limit: limit)
    default: return self
    }
  }

  private static func collected(_ expression: Expression) -> Expression {
    Rule.collectLikeTerms.applied(at: expression) ?? expression
  }

  private static func cancelled(_ expression: Expression) -> Expression {
    Rule.combinePowers.applied(at: expression) ?? expression
  }

  /// The expression with one occurrence of the definition's formula at its top replaced by the tensor's element.
  fileprivate func naming(_ definition: TensorDefinition) -> Expression? {
    guard definition.body.size > 1 else { return nil }
    var whole = Unifier(definition)
    if whole.match(definition.body, self), let element = whole.element(of: definition) { return element }
    if case .sum(let terms) = form { return naming(definition, amongTerms: terms) }
    let patterns = definition.body.factors
    guard patterns.count > 1 else { return nil }
    var unifier = Unifier(definition)
    switch form {
    case .product(let factors):
      if let rest = unifier.extract(patterns, from: factors), let element = unifier.element(of: definition) {
        return .product(rest + [element])
      }
    case .reduction(.sum, _, _): break
    default: return nil
    }
    // Factors that left a Σ earlier may belong to a formula inside it.
    var view = Summation(self)
    guard !view.bounds.isEmpty else { return nil }
    unifier = Unifier(definition)
    guard let rest = unifier.extract(patterns, from: view.factors),
      let element = unifier.element(of: definition)
    else { return nil }
    view.factors = rest + [element]
    return view.closed
  }

  /// Some of the terms of a sum are all the terms of the definition's formula.
  private func naming(_ definition: TensorDefinition, amongTerms terms: [Expression]) -> Expression? {
    guard case .sum(let patterns) = definition.body.form, patterns.count < terms.count else { return nil }
    var unifier = Unifier(definition)
    guard let rest = unifier.remove(patterns[...], from: terms), let element = unifier.element(of: definition) else {
      return nil
    }
    return .sum(rest + [element])
  }
}

extension Rule {
  static let commonFactor = Rule("common factor", "a b + a c = a (b + c)", at: .sum) { expression, _ in
    guard case .sum(let terms) = expression.form else { return nil }
    let common = terms.dropFirst().reduce(terms[0].exponents) { $0.shared(with: $1.exponents) }
    let content = terms.dropFirst().reduce(terms[0].coefficientAndRest.0.magnitude) {
      $0.sharedContent(with: $1.coefficientAndRest.0.magnitude)
    }
    guard !common.isEmpty || content != .one, content != .zero else { return nil }
    let outside = common.map { Expression.power($0.base, .number($0.exponent)) } + [.number(content)]
    let inverse = Expression.power(.product(outside), -1)
    let inside = terms.map { term in
      let reduced = Expression.product([term, inverse])
      return Rule.combinePowers.applied(at: reduced) ?? reduced
    }
    return .product(outside + [.sum(inside)])
  }

  static let sign = Rule("move the sign inside", "−(a − b) = b − a", at: .product) { expression, _ in
    guard case .product(var factors) = expression.form,
      let number = factors.firstIndex(where: { $0.number?.isNegative ?? false }),
      let value = factors[number].number
    else { return nil }
    for (position, factor) in factors.enumerated() {
      guard case .sum(let terms) = factor.form else { continue }
      guard terms.contains(where: { $0.coefficientAndRest.0.isNegative }) else { continue }
      factors[position] = .sum(terms.map { -$0 })
      factors[number] = .number(value.negated)
      return .product(factors)
    }
    return nil
  }
}

/// A factor common to several terms.
private struct SharedPower {
  let base: Expression
  let exponent: Rational
}

extension Expression {
  fileprivate var exponents: [SharedPower] {
    factors.filter { $0.number == nil }.map {
      let (base, exponent) = $0.baseAndRationalExponent
      return SharedPower(base: base, exponent: exponent)
    }
  }
}

extension [SharedPower] {
  fileprivate func shared(with other: [SharedPower]) -> [SharedPower] {
    compactMap { own in
      guard let partner = other.first(where: { $0.base == own.base }),
        partner.exponent.isNegative == own.exponent.isNegative
      else { return nil }
      return partner.exponent.magnitude < own.exponent.magnitude ? partner : own
    }
  }
}

extension Rational {
  /// The greatest rational of which both are whole multiples, where that makes the terms simpler: a common
  /// denominator, or a common whole factor.
  fileprivate func sharedContent(with other: Rational) -> Rational {
    func divisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : divisor(b, a % b) }
    let top = divisor(numerator, other.numerator)
    let bottom = divisor(denominator, other.denominator)
    let shared = bottom == 0 ? 0 : denominator / bottom
    let (multiple, overflow) = shared.multipliedReportingOverflow(by: other.denominator)
    return overflow ? .one : Rational(top, over: multiple) ?? .one
  }
}

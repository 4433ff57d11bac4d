extension FieldNumber: EvaluationNumber {
  static func value(of fraction: Rational) -> FieldNumber {
    guard let value = values.residue(fraction), let exponent = exponents.residue(fraction) else { return .undefined }
    return FieldNumber(value: value, exponent: exponent)
  }

  static func value(of constant: MathConstant) -> FieldNumber {
    FieldNumber(value: hash(1, constant.rawValue, values), exponent: hash(1, constant.rawValue, exponents))
  }

  static func + (left: FieldNumber, right: FieldNumber) -> FieldNumber {
    FieldNumber(
      value: values.sum(left.value, right.value), exponent: exponents.sum(left.exponent, right.exponent)
    ).made(of: left, right)
  }

  static func * (left: FieldNumber, right: FieldNumber) -> FieldNumber {
    let isTrivial = left.value == 1 || right.value == 1 || left.value == 0 || right.value == 0
    let logarithm = isTrivial ? nil : left.anyLogarithm + right.anyLogarithm
    var result = FieldNumber(
      value: values.product(left.value, right.value), exponent: exponents.product(left.exponent, right.exponent),
      logarithm: logarithm)
    if left.value == 1 { result.logarithm = right.logarithm }
    if right.value == 1 { result.logarithm = left.logarithm }
    return result.made(of: left, right)
  }

  func raised(to power: Rational) -> FieldNumber {
    power.isInteger ? raised(to: power.numerator) : root(power)
  }

  private func raised(to power: Int) -> FieldNumber {
    let magnitude = UInt64(power.magnitude)
    var result = FieldNumber(
      value: Self.values.power(value, magnitude), exponent: Self.exponents.power(exponent, magnitude))
    if power < 0 {
      guard let inverse = Self.values.inverse(result.value) else { return Self.undefined.made(of: self) }
      result.value = inverse
      // A quotient in an exponent that is none there: fixed by the value like any other function.
      result.exponent = Self.exponents.inverse(result.exponent) ?? Self.hash(inverse, "quotient", Self.exponents)
    }
    result.logarithm = anyLogarithm.scaled(by: Rational(power))
    return result.made(of: self)
  }

  /// The squares have exactly one root of each order among the squares.
  private func root(_ power: Rational) -> FieldNumber {
    guard Self.values.isSquare(value), let order = Self.exponents.residue(power) else {
      return Self.undefined.made(of: self)
    }
    let result = Self.values.power(value, order)
    return FieldNumber(
      value: result, exponent: Self.hash(result, "exponent", Self.exponents),
      logarithm: anyLogarithm.scaled(by: power)
    ).made(of: self)
  }

  func raised(to power: FieldNumber) -> FieldNumber {
    (power * applying(.log)).applying(.exp).made(of: self, power)
  }

  func applying(_ function: Function) -> FieldNumber {
    let one = FieldNumber.integer(1)
    switch function {
    case .exp: return Self.exponential(of: Logarithm(value: value, exponent: exponent)).made(of: self)
    case .log:
      guard value != 0 else { return Self.undefined.made(of: self) }
      let logarithm = anyLogarithm
      return FieldNumber(value: logarithm.value, exponent: logarithm.exponent).made(of: self)
    case .tanh:
      let square = (self + self).applying(.exp)
      return (square + .integer(-1)) * (square + one).raised(to: -1)
    case .sigmoid: return (one + (.integer(-1) * self).applying(.exp)).raised(to: -1)
    case .softplus: return (one + applying(.exp)).applying(.log)
    case .abs, .cos: return hashed(function, isOdd: false)
    case .sin, .erf, .sign: return hashed(function, isOdd: true)
    }
  }

  /// A function of which nothing is used but `f(−x) = ±f(x)`.
  private func hashed(_ function: Function, isOdd: Bool) -> FieldNumber {
    let mirrored = Self.values.negated(value)
    let key = Swift.min(value, mirrored)
    if key == 0, isOdd || function == .abs { return FieldNumber.integer(0).made(of: self) }
    if key == 0 { return FieldNumber.integer(1).made(of: self) }
    let result = FieldNumber(
      value: Self.hash(key, function.rawValue, Self.values),
      exponent: Self.hash(key, function.rawValue, Self.exponents))
    let isMirrored = isOdd && mirrored < value
    return (isMirrored ? .integer(-1) * result : result).made(of: self)
  }

  /// Order means nothing in a field: the answer is arbitrary, and the caller looks at the formula first.
  static func holds(_ relation: Relation, _ left: FieldNumber, _ right: FieldNumber) -> Bool {
    left.value == right.value && relation != .less
  }

  /// The logarithm where it is known; elsewhere one that only the value decides, with `log 1/x = −log x`.
  var anyLogarithm: Logarithm {
    if let logarithm { return logarithm }
    guard value != 1, let inverse = Self.values.inverse(value) else { return Logarithm(value: 0, exponent: 0) }
    let key = Swift.min(value, inverse)
    let result = Logarithm(
      value: Self.hash(key, "log", Self.values), exponent: Self.hash(key, "log", Self.exponents))
    return inverse < value ? result.scaled(by: .minusOne) : result
  }
}

extension FieldNumber.Logarithm {
  static func + (left: Self, right: Self) -> Self {
    Self(
      value: FieldNumber.values.sum(left.value, right.value),
      exponent: FieldNumber.exponents.sum(left.exponent, right.exponent))
  }

  /// A factor that does not exist modulo a prime cannot come from a formula that fits into memory.
  func scaled(by factor: Rational) -> Self {
    Self(
      value: FieldNumber.values.product(value, FieldNumber.values.residue(factor) ?? 0),
      exponent: FieldNumber.exponents.product(exponent, FieldNumber.exponents.residue(factor) ?? 0))
  }
}

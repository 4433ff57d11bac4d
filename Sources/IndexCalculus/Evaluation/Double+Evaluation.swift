import Foundation

extension Double: EvaluationNumber {
  public static func value(of value: Rational) -> Double { value.doubleValue }

  public static func value(of constant: MathConstant) -> Double {
    switch constant {
    case .pi: .pi
    }
  }

  public func raised(to exponent: Rational) -> Double {
    if exponent == Rational(-1) { return 1 / self }
    if exponent == Rational(2) { return self * self }
    if exponent == Rational(1, over: 2) { return squareRoot() }
    return pow(self, exponent.doubleValue)
  }

  public func raised(to exponent: Double) -> Double { pow(self, exponent) }

  public func applying(_ function: Function) -> Double {
    switch function {
    case .exp: exp(self)
    case .log: log(self)
    case .tanh: tanh(self)
    case .sigmoid: self < 0 ? exp(self) / (1 + exp(self)) : 1 / (1 + exp(-self))
    case .softplus: max(self, 0) + log1p(exp(-abs(self)))
    case .abs: abs(self)
    case .sign: self > 0 ? 1 : (self < 0 ? -1 : 0)
    case .sin: sin(self)
    case .cos: cos(self)
    case .erf: erf(self)
    }
  }

  public static func holds(_ relation: Relation, _ left: Double, _ right: Double) -> Bool {
    switch relation {
    case .less: left < right
    case .lessOrEqual: left <= right
    case .equal: left == right
    }
  }
}

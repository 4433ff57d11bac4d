/// A number together with its derivative along one direction: arithmetic on it differentiates as it computes.
///
/// This is the second opinion on every symbolic derivative. It shares no rule with the calculus.
public struct DualNumber: Sendable, Equatable {
  public var value: Double
  /// The derivative of the value along the chosen direction.
  public var tangent: Double

  public init(_ value: Double, tangent: Double = 0) {
    self.value = value
    self.tangent = tangent
  }

  /// The number after a function with the given value and slope. A constant stays one where the slope is infinite.
  private func chained(_ value: Double, slope: @autoclosure () -> Double) -> DualNumber {
    DualNumber(value, tangent: tangent == 0 ? 0 : slope() * tangent)
  }
}

extension DualNumber: EvaluationNumber {
  public static func value(of value: Rational) -> DualNumber { DualNumber(value.doubleValue) }

  public static func value(of constant: MathConstant) -> DualNumber { DualNumber(Double.value(of: constant)) }

  public static func + (left: DualNumber, right: DualNumber) -> DualNumber {
    DualNumber(left.value + right.value, tangent: left.tangent + right.tangent)
  }

  public static func * (left: DualNumber, right: DualNumber) -> DualNumber {
    let fromLeft = left.tangent == 0 ? 0 : left.tangent * right.value
    let fromRight = right.tangent == 0 ? 0 : left.value * right.tangent
    return DualNumber(left.value * right.value, tangent: fromLeft + fromRight)
  }

  public func raised(to exponent: Rational) -> DualNumber {
    let slope = exponent.adding(.minusOne).map { exponent.doubleValue * value.raised(to: $0) } ?? .nan
    return chained(value.raised(to: exponent), slope: slope)
  }

  public func raised(to exponent: DualNumber) -> DualNumber {
    let power = value.raised(to: exponent.value)
    let byBase = chained(power, slope: exponent.value * value.raised(to: exponent.value - 1)).tangent
    let byExponent = exponent.tangent == 0 ? 0 : power * value.applying(.log) * exponent.tangent
    return DualNumber(power, tangent: byBase + byExponent)
  }

  public func applying(_ function: Function) -> DualNumber {
    chained(value.applying(function), slope: slope(of: function))
  }

  private func slope(of function: Function) -> Double {
    switch function {
    case .exp: value.applying(.exp)
    case .log: 1 / value
    case .tanh: 1 - value.applying(.tanh) * value.applying(.tanh)
    case .sigmoid: value.applying(.sigmoid) * (-value).applying(.sigmoid)
    case .softplus: value.applying(.sigmoid)
    case .abs: value.applying(.sign)
    case .sign: 0
    case .sin: value.applying(.cos)
    case .cos: -value.applying(.sin)
    case .erf: 2 / Double.pi.squareRoot() * (-value * value).applying(.exp)
    }
  }

  public static func holds(_ relation: Relation, _ left: DualNumber, _ right: DualNumber) -> Bool {
    Double.holds(relation, left.value, right.value)
  }
}

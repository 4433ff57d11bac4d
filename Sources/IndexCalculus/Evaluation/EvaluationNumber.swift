/// The numbers that a formula can be evaluated in: floating point, dual numbers, a prime field.
public protocol EvaluationNumber: Sendable {
  static func value(of value: Rational) -> Self
  static func value(of constant: MathConstant) -> Self
  static func + (left: Self, right: Self) -> Self
  static func * (left: Self, right: Self) -> Self
  func raised(to exponent: Rational) -> Self
  func raised(to exponent: Self) -> Self
  func applying(_ function: Function) -> Self
  /// Whether the relation holds.
  static func holds(_ relation: Relation, _ left: Self, _ right: Self) -> Bool
}

extension EvaluationNumber {
  public static var zero: Self { value(of: Rational.zero) }
  public static var one: Self { value(of: Rational.one) }
  var isZero: Bool { Self.holds(.equal, self, .zero) }
}

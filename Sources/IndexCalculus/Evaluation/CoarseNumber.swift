/// Numbers with an exponent that has no bounds that matter.
public protocol WideEvaluationNumber: EvaluationNumber {
  init(_ value: Double)
  var doubleValue: Double { get }
}

extension WideNumber: WideEvaluationNumber {}

/// How many bits a `CoarseNumber` keeps.
public protocol CoarsePrecision: Sendable {
  static var bits: Int { get }
}

/// Four bits fewer than Float has.
public enum BelowFloat: CoarsePrecision {
  public static let bits = 20
}

/// Four bits fewer than Double has.
public enum BelowDouble: CoarsePrecision {
  public static let bits = 49
}

/// A `WideNumber` that is rounded to fewer bits by every operation.
///
/// How far its values lie from those of a `WideNumber` tells how many digits a formula loses, as in stochastic arithmetic
/// (J. Vignes, "Discrete stochastic arithmetic for validating results of numerical software", 2004).
public struct CoarseNumber<Precision: CoarsePrecision>: WideEvaluationNumber {
  private let value: WideNumber

  private init(rounding value: WideNumber) { self.value = value.rounded(toBits: Precision.bits) }

  public init(_ value: Double) { self.init(rounding: WideNumber(value)) }

  public var doubleValue: Double { value.doubleValue }

  public static func value(of value: Rational) -> Self { Self(rounding: WideNumber.value(of: value)) }
  public static func value(of constant: MathConstant) -> Self { Self(rounding: WideNumber.value(of: constant)) }

  public static func + (left: Self, right: Self) -> Self { Self(rounding: left.value + right.value) }
  public static func * (left: Self, right: Self) -> Self { Self(rounding: left.value * right.value) }

  public func raised(to exponent: Rational) -> Self { Self(rounding: value.raised(to: exponent)) }
  public func raised(to exponent: Self) -> Self { Self(rounding: value.raised(to: exponent.value)) }
  public func applying(_ function: Function) -> Self { Self(rounding: value.applying(function)) }

  public static func holds(_ relation: Relation, _ left: Self, _ right: Self) -> Bool {
    WideNumber.holds(relation, left.value, right.value)
  }
}

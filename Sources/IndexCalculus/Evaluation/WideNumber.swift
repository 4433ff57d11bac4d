import Foundation

/// A real number `significand · 2^exponent` whose exponent has no bounds that matter: formulas can be evaluated as they
/// are written where Double would overflow or underflow on the way, such as at `exp(1000)/Σ exp(…)`.
///
/// It has Double's precision. It serves as the reference for extreme inputs, with no rewriting of the formula.
public struct WideNumber: Sendable {
  /// In `±[0.5, 1)`, or 0, or not finite with the exponent 0.
  private let significand: Double
  private let exponent: Int

  private init(_ significand: Double, _ exponent: Int) {
    guard significand.isFinite, significand != 0 else {
      self.significand = significand
      self.exponent = 0
      return
    }
    let shift = Int(significand.exponent) + 1
    let isWithinBounds = abs(exponent + shift) <= Self.largestExponent
    self.significand =
      isWithinBounds ? scalbn(significand, -shift) : exponent > 0 ? significand * .infinity : 0 * significand
    self.exponent = isWithinBounds ? exponent + shift : 0
  }

  /// Far beyond what formulas need, and so far from overflow that exponents can be added without looking.
  private static let largestExponent = 1 << 52

  public init(_ value: Double) { self.init(value, 0) }

  /// The nearest Double; infinite or 0 beyond its range.
  public var doubleValue: Double {
    if exponent > 2_000 { return significand * .infinity }
    if exponent < -2_000 { return 0 * significand }
    return scalbn(significand, exponent)
  }

  /// The nearest number whose significand has so many bits.
  func rounded(toBits bits: Int) -> WideNumber {
    let scale = scalbn(1, bits)
    return WideNumber((significand * scale).rounded() / scale, exponent)
  }

  /// `exp x` for any finite x.
  private static func exponential(of x: Double) -> WideNumber {
    guard x.isFinite else { return WideNumber(exp(x)) }
    let power = (x / ln2).rounded()
    guard abs(power) <= Double(largestExponent) else { return WideNumber(x > 0 ? .infinity : 0) }
    // ln 2 in two parts, so that the difference is exact to Double's precision.
    let rest = (x - power * ln2High) - power * ln2Low
    return WideNumber(exp(rest), Int(power))
  }

  private var reciprocal: WideNumber { WideNumber(1 / significand, -exponent) }

  private var naturalLogarithm: Double {
    guard significand > 0, significand.isFinite else { return log(significand) }
    // Close to 1 the exponent's part would cancel.
    if exponent == 0 || exponent == 1 { return log(doubleValue) }
    return log(significand) + Double(exponent) * Self.ln2
  }

  private static let ln2 = 0.693_147_180_559_945_3
  private static let ln2High = 6.931_471_803_691_238e-01
  private static let ln2Low = 1.908_214_929_270_587_7e-10
}

extension WideNumber: EvaluationNumber {
  public static func value(of value: Rational) -> WideNumber { WideNumber(value.doubleValue) }
  public static func value(of constant: MathConstant) -> WideNumber { WideNumber(Double.value(of: constant)) }

  private var isFinite: Bool { significand.isFinite }

  public static func + (left: WideNumber, right: WideNumber) -> WideNumber {
    guard left.isFinite, right.isFinite else { return WideNumber(left.significand + right.significand) }
    if left.significand == 0 { return right }
    if right.significand == 0 { return left }
    let (large, small) = left.exponent >= right.exponent ? (left, right) : (right, left)
    let distance = large.exponent - small.exponent
    if distance > 200 { return large }
    return WideNumber(large.significand + scalbn(small.significand, -distance), large.exponent)
  }

  public static func * (left: WideNumber, right: WideNumber) -> WideNumber {
    WideNumber(left.significand * right.significand, left.exponent + right.exponent)
  }

  public func raised(to exponent: Rational) -> WideNumber {
    if exponent.isInteger, Swift.abs(exponent.numerator) <= 64 {
      let power = (0..<Swift.abs(exponent.numerator)).reduce(WideNumber(1)) { result, _ in result * self }
      return exponent.isNegative ? power.reciprocal : power
    }
    return raised(to: WideNumber(exponent.doubleValue))
  }

  public func raised(to exponent: WideNumber) -> WideNumber {
    let direct = pow(doubleValue, exponent.doubleValue)
    if direct.isFinite && direct != 0 || significand <= 0 { return WideNumber(direct) }
    return .exponential(of: naturalLogarithm * exponent.doubleValue)
  }

  public func applying(_ function: Function) -> WideNumber {
    switch function {
    case .exp: .exponential(of: doubleValue)
    case .log: WideNumber(naturalLogarithm)
    case .sigmoid:
      significand < 0
        ? Self.exponential(of: doubleValue) * (WideNumber(1) + Self.exponential(of: doubleValue)).reciprocal
        : (WideNumber(1) + Self.exponential(of: -doubleValue)).reciprocal
    case .abs: WideNumber(Swift.abs(significand), exponent)
    case .tanh, .softplus, .sign, .sin, .cos, .erf: WideNumber(doubleValue.applying(function))
    }
  }

  public static func holds(_ relation: Relation, _ left: WideNumber, _ right: WideNumber) -> Bool {
    guard left.isFinite, right.isFinite else {
      return Double.holds(relation, left.significand, right.significand)
    }
    let difference = (left + right * WideNumber(-1)).significand
    return switch relation {
    case .less: difference < 0
    case .lessOrEqual: difference <= 0
    case .equal: difference == 0
    }
  }
}

/// An exact fraction in lowest terms with a positive denominator.
///
/// Arithmetic answers `nil` where the result does not fit, and the expressions then simply stay unfolded: exactness is
/// never given up silently.
public struct Rational: Hashable, Sendable {
  public let numerator: Int
  public let denominator: Int

  public static let zero = Rational(0)
  public static let one = Rational(1)
  public static let minusOne = Rational(-1)

  /// - Precondition: the number has one of the other sign.
  public init(_ integer: Int) {
    precondition(integer != .min, "the smallest number has no opposite")
    numerator = integer
    denominator = 1
  }

  /// - Returns: `nil` for a zero denominator, or where the reduced fraction does not fit.
  public init?(_ numerator: Int, over denominator: Int) {
    guard denominator != 0, numerator != .min, denominator != .min else { return nil }
    let divisor = Self.greatestCommonDivisor(numerator.magnitude, denominator.magnitude)
    let sign = denominator < 0 ? -1 : 1
    self.numerator = sign * numerator / Int(divisor)
    self.denominator = Int(denominator.magnitude / divisor)
  }

  /// The fraction that a decimal literal means: 0.044715 is 44715/1000000, not the binary value next to it.
  /// - Returns: `nil` for a value that is not finite or needs more than 18 decimal digits.
  public init?(decimal value: Double) {
    guard value.isFinite else { return nil }
    let text = "\(value)"
    let halves = text.lowercased().split(separator: "e")
    let parts = halves[0].split(separator: ".", omittingEmptySubsequences: false)
    let fraction = parts.count > 1 && parts[1] != "0" ? String(parts[1]) : ""
    let exponent = (halves.count > 1 ? Int(halves[1]) ?? 0 : 0) - fraction.count
    guard let digits = Int(parts[0] + fraction), abs(exponent) <= 18 else { return nil }
    let scale = (0..<abs(exponent)).reduce(1) { result, _ in result * 10 }
    guard exponent > 0 else {
      self.init(digits, over: scale)
      return
    }
    let (product, overflow) = digits.multipliedReportingOverflow(by: scale)
    if overflow { return nil }
    self.init(product)
  }

  public var isInteger: Bool { denominator == 1 }
  public var isNegative: Bool { numerator < 0 }
  public var doubleValue: Double { Double(numerator) / Double(denominator) }
  public var negated: Rational { Rational(-numerator, over: denominator) ?? self }
  public var magnitude: Rational { Rational(abs(numerator), over: denominator) ?? self }

  public func adding(_ other: Rational) -> Rational? {
    let (left, leftOverflow) = numerator.multipliedReportingOverflow(by: other.denominator)
    let (right, rightOverflow) = other.numerator.multipliedReportingOverflow(by: denominator)
    let (top, topOverflow) = left.addingReportingOverflow(right)
    let (bottom, bottomOverflow) = denominator.multipliedReportingOverflow(by: other.denominator)
    if leftOverflow || rightOverflow || topOverflow || bottomOverflow { return nil }
    return Rational(top, over: bottom)
  }

  public func multiplied(by other: Rational) -> Rational? {
    let (top, topOverflow) = numerator.multipliedReportingOverflow(by: other.numerator)
    let (bottom, bottomOverflow) = denominator.multipliedReportingOverflow(by: other.denominator)
    if topOverflow || bottomOverflow { return nil }
    return Rational(top, over: bottom)
  }

  /// - Returns: `nil` for a power of zero that does not exist, or where the result does not fit.
  public func raised(to exponent: Int) -> Rational? {
    guard abs(exponent) <= 64 else { return nil }
    var result: Rational? = .one
    for _ in 0..<abs(exponent) { result = result?.multiplied(by: self) }
    guard exponent < 0, let whole = result else { return result }
    return Rational(whole.denominator, over: whole.numerator)
  }

  private static func greatestCommonDivisor(_ left: UInt, _ right: UInt) -> UInt {
    right == 0 ? max(left, 1) : greatestCommonDivisor(right, left % right)
  }
}

extension Rational: Comparable {
  public static func < (left: Rational, right: Rational) -> Bool {
    if left.denominator == right.denominator { return left.numerator < right.numerator }
    return left.numerator.multipliedFullWidth(by: right.denominator)
      < right.numerator.multipliedFullWidth(by: left.denominator)
  }
}

extension Rational: CustomStringConvertible {
  public var description: String { isInteger ? "\(numerator)" : "\(numerator)/\(denominator)" }
}

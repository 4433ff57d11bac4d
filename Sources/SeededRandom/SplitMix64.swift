/// A small seeded generator of random numbers, so that a run can be repeated exactly, on every platform.
///
/// SplitMix64 of G. L. Steele, D. Lea and C. H. Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014,
/// with the constants of Vigna's reference implementation (https://prng.di.unimi.it/splitmix64.c). Its period is 2⁶⁴.
/// It is not fit for cryptography.
public struct SplitMix64: RandomNumberGenerator, Sendable, Hashable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mixed(state)
  }

  /// A value in which every bit depends on every bit of the argument.
  public static func mixed(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number in `0 ..< 1`, one of the 2⁵³ equally likely multiples of 2⁻⁵³.
  public mutating func unit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A number in `0 ..< bound`, all equally likely: D. Lemire, "Fast Random Integer Generation in an Interval", 2019.
  ///
  /// Written out here because the standard library does not promise to keep its own way from one version to the next.
  /// - Precondition: `bound > 0`.
  public mutating func index(below bound: Int) -> Int {
    precondition(bound > 0, "an index needs a bound above 0")
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// Puts the elements in a random order, all orders equally likely (Fisher and Yates). Allocates nothing.
  public mutating func shuffle(_ elements: inout [Int]) {
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, index(below: last + 1))
    }
  }

  /// Another generator, seeded by this one, whose numbers do not depend on how many are drawn here afterwards.
  public mutating func split() -> SplitMix64 { SplitMix64(seed: next()) }
}

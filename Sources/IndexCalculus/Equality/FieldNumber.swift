import SeededRandom

/// A number of a finite field in which exponentials keep their law, so that two formulas that are equal by algebra
/// agree exactly, and two that are not agree only by an accident of probability 2⁻⁶⁰.
///
/// Values live modulo the prime `p = 2q + 1`. Exponents live modulo the prime `q`, for that is the order of the group
/// of squares: `exp(a) = 4ᵃ` then turns sums into products. Each number therefore carries both residues, its exponent
/// one being arbitrary (but fixed by the value) once it went through a function. The idea of two fields is that of
/// Wu et al., "Mirage: A Multi-Level Superoptimizer for Tensor Programs" (2025); `q` being large is ours.
///
/// Functions without a law here are keyed hashes of their argument: nothing about them is assumed but parity.
struct FieldNumber: Sendable {
  var value: UInt64
  /// The same number where it stands in an exponent.
  var exponent: UInt64
  /// The logarithm, where it is known because the number is an exponential, or made of such.
  var logarithm: Logarithm?
  /// Whether everything on the way existed: no division by zero, no root of a number that is no square.
  var isDefined = true

  struct Logarithm: Sendable, Hashable {
    var value: UInt64
    var exponent: UInt64
  }

  static let undefined = FieldNumber(value: 0, exponent: 0, logarithm: nil, isDefined: false)
  static let values = Modulus(2_305_843_009_213_691_579)
  static let exponents = Modulus(1_152_921_504_606_845_789)
  /// Generates the squares.
  static let base: UInt64 = 4

  /// The number whose logarithm is given: tensors are filled with these, so that their logarithms obey their law.
  static func exponential(of logarithm: Logarithm) -> FieldNumber {
    let value = values.power(base, logarithm.exponent)
    return FieldNumber(value: value, exponent: hash(value, "exponent", exponents), logarithm: logarithm)
  }

  static func integer(_ integer: Int) -> FieldNumber {
    FieldNumber(value: values.residue(integer), exponent: exponents.residue(integer))
  }

  /// The number, with whatever went wrong in the operands it was made of.
  func made(of operands: FieldNumber...) -> FieldNumber {
    var result = self
    result.isDefined = isDefined && operands.allSatisfy(\.isDefined)
    return result
  }

  /// A number that nothing but the value decides, the same for the same value.
  static func hash(_ value: UInt64, _ key: String, _ modulus: Modulus) -> UInt64 {
    var state: UInt64 = 0x51_7C_C1_B7_27_22_0A_95
    for byte in key.utf8 { state = SplitMix64.mixed(state &+ UInt64(byte) &+ 1) }
    return modulus.reduced(SplitMix64.mixed(state ^ SplitMix64.mixed(value &+ 1)))
  }
}

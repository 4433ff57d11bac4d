/// Arithmetic modulo a prime below 2⁶³.
struct Modulus: Sendable {
  let prime: UInt64

  init(_ prime: UInt64) { self.prime = prime }

  func reduced(_ value: UInt64) -> UInt64 { value % prime }

  func residue(_ integer: Int) -> UInt64 {
    let residue = integer.magnitude % UInt(prime)
    return integer < 0 ? negated(UInt64(residue)) : UInt64(residue)
  }

  func negated(_ value: UInt64) -> UInt64 { value == 0 ? 0 : prime - value }

  func sum(_ left: UInt64, _ right: UInt64) -> UInt64 { (left + right) % prime }

  func product(_ left: UInt64, _ right: UInt64) -> UInt64 {
    prime.dividingFullWidth(left.multipliedFullWidth(by: right)).remainder
  }

  func power(_ base: UInt64, _ exponent: UInt64) -> UInt64 {
    var result: UInt64 = 1
    var square = base
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 { result = product(result, square) }
      square = product(square, square)
      rest >>= 1
    }
    return result
  }

  /// - Returns: `nil` for zero.
  func inverse(_ value: UInt64) -> UInt64? { value == 0 ? nil : power(value, prime - 2) }

  /// - Returns: `nil` where the denominator is a multiple of the prime.
  func residue(_ fraction: Rational) -> UInt64? {
    inverse(residue(fraction.denominator)).map { product(residue(fraction.numerator), $0) }
  }

  /// Whether the value is a square other than zero.
  func isSquare(_ value: UInt64) -> Bool { power(value, (prime - 1) / 2) == 1 }

  func random(using generator: inout some RandomNumberGenerator) -> UInt64 {
    UInt64.random(in: 1..<prime, using: &generator)
  }
}

import Foundation
import IndexCalculus
import Testing

struct WideNumberTests {
  @Test func `Quotients of exponentials that overflow keep their digits`() {
    let quotient = WideNumber(1000).applying(.exp) * WideNumber(999).applying(.exp).raised(to: Rational(-1))
    #expect(abs(quotient.doubleValue - exp(1)) < 1e-13)
  }

  /// No exponent of a number of bits is large enough for these.
  @Test(arguments: [1e300, -1e300]) func `The exponential of anything is a number, infinite or 0`(x: Double) {
    let value = WideNumber(x).applying(.exp)
    #expect(value.doubleValue == (x > 0 ? .infinity : 0))
    let twice = WideNumber(2e15 * x / 1e300).applying(.exp)
    let power = (0..<10).reduce(twice) { result, _ in result * result }
    #expect(power.doubleValue == (x > 0 ? .infinity : 0))
  }
}

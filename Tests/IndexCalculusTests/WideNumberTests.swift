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

  /// What is not finite has no exponent, and must not lose against one.
  @Test func `Infinity and NaN stay what they are beside large numbers`() {
    let large = WideNumber(1000).applying(.exp)
    #expect((WideNumber(.nan) + large).doubleValue.isNaN)
    #expect((large + WideNumber(.nan)).doubleValue.isNaN)
    #expect((WideNumber(-.infinity) + large).doubleValue == -.infinity)
    #expect(!WideNumber.holds(.less, WideNumber(.infinity), large))
    #expect(WideNumber.holds(.less, large, WideNumber(.infinity)))
    #expect(WideNumber.holds(.equal, WideNumber(.infinity), WideNumber(.infinity)))
    #expect(!WideNumber.holds(.equal, WideNumber(.nan), WideNumber(.nan)))
  }
}

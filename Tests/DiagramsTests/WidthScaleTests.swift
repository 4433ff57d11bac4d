import Diagrams
import Testing

struct WidthScaleTests {
  private let narrowest = WidthScale.range.lowerBound
  private let widest = WidthScale.range.upperBound
  private var middle: Double { (narrowest + widest) / 2 }

  @Test func equalFactorsTakeEqualSteps() {
    let scale = WidthScale(norms: [0.001, 0.1, 10])
    #expect(abs(scale.width(norm: 0.001) - narrowest) < 1e-12)
    #expect(abs(scale.width(norm: 0.1) - middle) < 1e-12)
    #expect(abs(scale.width(norm: 10) - widest) < 1e-12)
  }

  @Test func nearlyEqualNormsLookNearlyEqual() {
    let scale = WidthScale(norms: [1, 1.1])
    #expect(abs(scale.width(norm: 1) - middle) < 0.1)
    #expect(scale.width(norm: 1) < scale.width(norm: 1.1))
  }

  @Test func oneNormIsOfMiddleWidth() {
    #expect(abs(WidthScale(norms: [3]).width(norm: 3) - middle) < 1e-12)
  }

  @Test func normsOutsideOfTheScale() {
    let scale = WidthScale(norms: [0, 0.01, 1, .infinity, .nan])
    #expect(scale.width(norm: 0) == narrowest)
    #expect(scale.width(norm: .infinity) == widest)
    #expect(scale.width(norm: .nan) == widest)
    #expect(scale.width(norm: nil) == WidthScale.unknown)
    #expect(scale.width(norm: 1e9) == widest)
  }

  @Test func noNorms() {
    #expect(WidthScale(norms: []).width(norm: 0) == narrowest)
    #expect(WidthScale(norms: []).width(norm: nil) == WidthScale.unknown)
  }
}

import Testing

@testable import Diagrams

struct NumberTextTests {
  @Test(arguments: [
    (0.41, "0.41"), (0, "0"), (12.3456, "12.3"), (1.234e-7, "1.23 × 10⁻⁷"), (2.5e12, "2.5 × 10¹²"),
    (-0.5, "−0.5"), (.infinity, "∞"), (.nan, "not a number"),
  ])
  func short(value: Double, expected: String) {
    #expect(NumberText.short(value) == expected)
  }

  @Test(arguments: [(1.2, "1.2"), (4.0, "4"), (0.05, "0.05"), (1.999, "2"), (0.74, "0.74")])
  func attribute(value: Double, expected: String) {
    #expect(NumberText.attribute(value) == expected)
  }
}

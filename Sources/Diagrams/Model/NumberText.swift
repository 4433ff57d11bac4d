import Foundation

/// Numbers as a reader of a picture wants them, the same in every locale.
enum NumberText {
  /// Three significant digits, such as `0.41` or `1.2 × 10⁻⁷`.
  static func short(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "not a number" : value < 0 ? "−∞" : "∞" }
    let parts = String(format: "%.3g", value).replacing("-", with: "−").split(separator: "e")
    guard parts.count == 2, let power = Int(parts[1].replacing("−", with: "-")) else { return String(parts[0]) }
    return "\(parts[0]) × 10\(superscript(power))"
  }

  /// At most two decimals, no trailing zeros, for DOT attributes.
  static func attribute(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let (whole, rest) = hundredths.quotientAndRemainder(dividingBy: 100)
    if rest == 0 { return String(whole) }
    return rest % 10 == 0 ? "\(whole).\(rest / 10)" : "\(whole)." + (rest < 10 ? "0" : "") + String(rest)
  }

  private static func superscript(_ power: Int) -> String {
    let digits: [Character: Character] = [
      "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹",
    ]
    return String(String(power).map { digits[$0] ?? $0 })
  }
}

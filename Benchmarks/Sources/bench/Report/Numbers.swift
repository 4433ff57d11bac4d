import Foundation

/// Numbers as people read them.
enum Numbers {
  /// A contender that waited longer than this share of its time for a processor is marked in the tables.
  static let disturbed = 0.05

  static func time(nanoseconds: Double) -> String {
    switch nanoseconds {
    case ..<1e3: "\(digits(nanoseconds)) ns"
    case ..<1e6: "\(digits(nanoseconds / 1e3)) µs"
    case ..<1e9: "\(digits(nanoseconds / 1e6)) ms"
    default: "\(digits(nanoseconds / 1e9)) s"
    }
  }

  static func scaled(_ value: Double, _ unit: String) -> String {
    switch value {
    case ..<1e3: "\(digits(value)) \(unit)"
    case ..<1e6: "\(digits(value / 1e3)) k\(unit)"
    case ..<1e9: "\(digits(value / 1e6)) M\(unit)"
    default: "\(digits(value / 1e9)) G\(unit)"
    }
  }

  static func ratio(_ value: Double) -> String { "\(digits(value))×" }
  static func percentage(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
  static func spread(_ spread: Spread) -> String { "± \(percentage(spread.relative))" }
  static func memory(_ bytes: Int) -> String { "\(digits(Double(bytes) / 1048576)) MiB" }
  static func difference(_ value: Double) -> String { value == 0 ? "0" : String(format: "%.0e", value) }

  /// Three that count.
  static func digits(_ value: Double) -> String {
    let places = value >= 100 ? 0 : value >= 10 ? 1 : 2
    return String(format: "%.\(places)f", value)
  }
}

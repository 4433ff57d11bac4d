import Foundation

/// How wide a gradient's line is, in points, from the norm of the gradient.
///
/// The scale is logarithmic between the smallest and the largest positive norm of the diagram, so that each factor
/// of ten takes the same step. It spans a factor of ten at least: norms closer to each other gather around its
/// middle, and a difference of a few per cent is not blown up to the full range.
public struct WidthScale: Sendable, Equatable {
  /// The widths in points that the smallest and the largest norm get.
  public static let range: ClosedRange<Double> = 1.2...4.8
  /// The width in points of a gradient whose norm is not known.
  public static let unknown = 1.8

  /// The norms, as powers of ten, that get the ends of the range; nil without any positive norm.
  private let exponents: ClosedRange<Double>?

  public init(norms: some Sequence<Double>) {
    let logarithms = norms.filter { $0 > 0 && $0.isFinite }.map(log10)
    guard let lowest = logarithms.min(), let highest = logarithms.max() else {
      exponents = nil
      return
    }
    let middle = (lowest + highest) / 2
    let reach = max(highest - lowest, 1) / 2
    exponents = (middle - reach)...(middle + reach)
  }

  /// The scale of all gradients in a diagram.
  public init(_ diagram: Diagram) {
    self.init(norms: diagram.edges.compactMap(\.norm))
  }

  /// The width in points. A zero norm gets the narrowest line, one that is not finite the widest.
  public func width(norm: Double?) -> Double {
    guard let norm else { return Self.unknown }
    guard norm.isFinite else { return Self.range.upperBound }
    guard norm > 0, let exponents else { return Self.range.lowerBound }
    let share = (log10(norm) - exponents.lowerBound) / (exponents.upperBound - exponents.lowerBound)
    let span = Self.range.upperBound - Self.range.lowerBound
    return Self.range.lowerBound + span * min(max(share, 0), 1)
  }
}

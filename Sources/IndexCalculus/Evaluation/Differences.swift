/// Derivatives by central differences, extrapolated to a step of zero (Richardson's scheme, with Ridders' choice of the
/// extrapolation whose error estimate is least). They know nothing of formulas at all: the third opinion.
public enum Differences {
  /// A derivative, and how far it may be off.
  public struct Estimate: Sendable, Equatable {
    public let value: Double
    public let error: Double
  }

  /// The derivative of every entry of `function` at `point`.
  /// - Parameter step: the widest step; it is halved `halvings` times.
  public static func derivative(
    at point: Double, step: Double = 0.02, halvings: Int = 5,
    of function: (Double) throws -> DenseTensor<Double>
  ) rethrows -> DenseTensor<Estimate> {
    let widths = (0...max(halvings, 1)).map { step / Double(1 << $0) }
    let quotients = try widths.map { width in
      let above = try function(point + width)
      let below = try function(point - width)
      return zip(above.elements, below.elements).map { ($0 - $1) / (2 * width) }
    }
    let shape = try function(point).shape
    let count = shape.reduce(1, *)
    return DenseTensor(
      shape: shape, elements: (0..<count).map { entry in extrapolated(quotients.map { $0[entry] }) })
  }

  /// Neville's table over the squares of the steps, each half of the one before.
  private static func extrapolated(_ quotients: [Double]) -> Estimate {
    var best = Estimate(value: quotients.last ?? .nan, error: .infinity)
    var previous: [Double] = []
    for quotient in quotients {
      var row = [quotient]
      var factor = 4.0
      for older in previous {
        let newest = row[row.count - 1]
        let next = newest + (newest - older) / (factor - 1)
        let error = max(abs(next - newest), abs(next - older))
        if error < best.error { best = Estimate(value: next, error: error) }
        row.append(next)
        factor *= 4
      }
      previous = row
    }
    return best
  }
}

/// Median, quartiles and least of what was measured in each round. Disturbances only ever add, so that the least one says
/// most of the code, where the machine is shared (Chen and Revels, "Robust benchmarking in noisy environments", 2016).
struct Spread: Codable, Sendable {
  let median: Double
  let lower: Double
  let upper: Double
  let least: Double

  init(_ values: [Double]) {
    let sorted = values.sorted()
    func quantile(_ share: Double) -> Double {
      let position = share * Double(sorted.count - 1)
      let below = Int(position)
      let above = min(below + 1, sorted.count - 1)
      return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
    }
    median = quantile(0.5)
    lower = quantile(0.25)
    upper = quantile(0.75)
    least = quantile(0)
  }

  /// Half of the distance between the quartiles, as a share of the median.
  var relative: Double { (upper - lower) / 2 / median }
}

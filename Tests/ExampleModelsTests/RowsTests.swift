import ExampleModels
import KernelRuntime
import SeededRandom
import Testing

/// What one row gives alone is held against the formulas by the generated suites; here many rows at once, in several
/// tiles and on several threads, are held against the rows one by one. Every loss here is a mean over rows.
struct RowsTests {
  private struct Sums {
    var loss = 0.0
    var gradient: [Double]
  }

  private func check<Model: GeneratedModel>(_ model: Model.Type, rows: Int, tolerance: Double) throws {
    var generator = SplitMix64(seed: UInt64(rows))
    let batches = try Model.randomBatches(rows: rows, using: &generator)
    let model = try Model.random(using: &generator)
    var workspace = Workspace<Model.Scalar>()
    var gradient = ParameterVector<Model>()
    var sums = Sums(gradient: [Double](repeating: 0, count: gradient.count))
    for row in 0..<rows {
      let batch = try batches(row..<row + 1)
      sums.loss += Double(model.lossAndGradient(batch, gradient: &gradient, workspace: &workspace)) / Double(rows)
      gradient.withElements { for (place, value) in $0.enumerated() { sums.gradient[place] += Double(value) / Double(rows) } }
    }
    let whole = try batches(0..<rows)
    let first = model.lossAndGradient(whole, gradient: &gradient, workspace: &workspace)
    let largest = sums.gradient.reduce(0) { max($0, abs($1)) }
    let worst = gradient.withElements { zip($0, sums.gradient).map { abs(Double($0) - $1) }.max() ?? .nan }
    #expect(abs(Double(first) - sums.loss) <= tolerance * max(1, abs(sums.loss)))
    #expect(worst <= tolerance * largest)
    #expect(abs(Double(model.loss(whole, workspace: &workspace)) - sums.loss) <= tolerance * max(1, abs(sums.loss)))
    let again = gradient
    #expect(model.lossAndGradient(whole, gradient: &gradient, workspace: &workspace) == first)
    #expect(again.withElements(Array.init) == gradient.withElements(Array.init), "equal calls give equal bits")
  }

  @Test(arguments: [1, 31, 700]) func `Many rows give the mean of what each gives`(rows: Int) throws {
    try check(Iris<Double>.self, rows: rows, tolerance: 1e-12)
    try check(Digits<Double>.self, rows: rows, tolerance: 1e-12)
    try check(Residual<Double>.self, rows: rows, tolerance: 1e-12)
    try check(Words<Double>.self, rows: rows, tolerance: 1e-12)
    try check(Counts<Double>.self, rows: rows, tolerance: 1e-12)
    try check(Scaled<Double>.self, rows: rows, tolerance: 1e-12)
    try check(Iris<Float>.self, rows: rows, tolerance: 1e-4)
    try check(Digits<Float>.self, rows: rows, tolerance: 1e-4)
    try check(Residual<Float>.self, rows: rows, tolerance: 1e-4)
    try check(Words<Float>.self, rows: rows, tolerance: 1e-4)
    try check(Counts<Float>.self, rows: rows, tolerance: 1e-4)
  }
}

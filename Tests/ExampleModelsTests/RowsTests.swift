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

  private static func batches<Model: GeneratedModel>(
    of model: Model.Type, rows: Int, using generator: inout SplitMix64
  ) throws -> (Range<Int>) throws -> Batch<Model.Scalar> {
    let (input, target) = (Model.signature.inputs[0], Model.signature.targets[0])
    let values = (0..<rows * input.width).map { _ in 2 * generator.unit() - 1 }
    let labels = (0..<rows).map { _ in generator.index(below: target.width) }
    let numbers = (0..<rows * target.width).map { _ in generator.unit() }
    func features(_ range: Range<Int>, _ width: Int, _ values: [Double]) throws -> Tensor<Model.Scalar> {
      let part = values[range.lowerBound * width..<range.upperBound * width]
      return try Tensor(shape: [range.count, width], part.map { Model.Scalar($0) })
    }
    return { range in
      let indices = try ClassIndices(range.map { Int32(labels[$0]) }, classes: target.width)
      let known: Target<Model.Scalar> =
        switch target.kind {
        case .classIndices: .classes(indices)
        case .distribution: .rows(indices.oneHot())
        case .weights, .values: .rows(try features(range, target.width, numbers))
        }
      return try Batch(inputs: [try features(range, input.width, values)], targets: [known], for: Model.signature)
    }
  }

  private func check<Model: GeneratedModel>(_ model: Model.Type, rows: Int, tolerance: Double) throws {
    var generator = SplitMix64(seed: UInt64(rows))
    let batches = try Self.batches(of: model, rows: rows, using: &generator)
    var model = Model()
    for parameter in Model.signature.parameters {
      let limit = 0.5 / Double(parameter.shape[0]).squareRoot()
      let values = (0..<parameter.count).map { _ in Model.Scalar((2 * generator.unit() - 1) * limit) }
      try model.parameters.set(parameter.name, to: Tensor(shape: parameter.shape, values))
    }
    var workspace = Workspace<Model.Scalar>()
    var gradient = ParameterVector<Model.Scalar>(Model.signature.parameters)
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
    try check(Counts<Double>.self, rows: rows, tolerance: 1e-12)
    try check(Scaled<Double>.self, rows: rows, tolerance: 1e-12)
    try check(Iris<Float>.self, rows: rows, tolerance: 1e-4)
    try check(Digits<Float>.self, rows: rows, tolerance: 1e-4)
    try check(Residual<Float>.self, rows: rows, tolerance: 1e-4)
    try check(Counts<Float>.self, rows: rows, tolerance: 1e-4)
  }
}

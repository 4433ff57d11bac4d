import KernelRuntime
import SeededRandom

extension GeneratedModel {
  /// A model with random parameters, such that its outputs are neither tiny nor huge.
  static func random(using generator: inout SplitMix64) throws -> Self {
    var model = Self()
    for parameter in signature.parameters {
      let limit = 0.5 / Double(parameter.shape[0]).squareRoot()
      let values = (0..<parameter.count).map { _ in Scalar((2 * generator.unit() - 1) * limit) }
      try model.parameters.set(parameter.name, to: Tensor(shape: parameter.shape, values))
    }
    return model
  }

  /// Any of the rows as a batch.
  static func randomBatches(
    rows: Int, using generator: inout SplitMix64
  ) throws -> (Range<Int>) throws -> Batch<Self> {
    let (input, target) = (signature.inputs[0], signature.targets[0])
    let values = (0..<rows * input.width).map { _ in 2 * generator.unit() - 1 }
    let labels = (0..<rows).map { _ in generator.index(below: target.width) }
    let numbers = (0..<rows * target.width).map { _ in generator.unit() }
    func features(_ range: Range<Int>, _ width: Int, _ values: [Double]) throws -> Tensor<Scalar> {
      let part = values[range.lowerBound * width..<range.upperBound * width]
      return try Tensor(shape: [range.count, width], part.map { Scalar($0) })
    }
    return { range in
      let indices = try ClassIndices(range.map { Int32(labels[$0]) }, classes: target.width)
      var examples = Examples<Scalar>(inputs: [try features(range, input.width, values)])
      switch target.kind {
      case .classIndices: examples.labels = [indices]
      case .distribution: examples.values = [indices.oneHot()]
      case .weights, .values: examples.values = [try features(range, target.width, numbers)]
      }
      return try Batch(examples)
    }
  }
}

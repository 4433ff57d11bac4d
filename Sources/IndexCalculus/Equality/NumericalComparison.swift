import SeededRandom

/// Equality by floating point: it proves nothing but a difference.
struct NumericalComparison {
  private let question: Question
  private var generator: SplitMix64
  /// Beyond this relative error two values are different.
  private let tolerance = 1e-7

  init(_ question: Question) {
    self.question = question
    generator = SplitMix64(seed: question.seed ^ 0xD0B1E)
  }

  func result() throws -> Equality.Verdict {
    var copy = self
    var error = 0.0
    var entries = 0
    // Values of both signs show what positive ones hide, and logarithms want positive ones.
    for range in [0.2...1.7, -1.5...1.5] {
      for size in Question.sizes {
        let evaluator = try copy.inputs(size, range)
        let shape = try evaluator.shape(question.extents)
        for position in question.positions(of: shape, using: &copy.generator) {
          let left = try evaluator.element(question.left, at: position)
          let right = try evaluator.element(question.right, at: position)
          guard left.isFinite || right.isFinite else { continue }
          let own = abs(left - right) / max(abs(left), abs(right), 1e-3)
          // A law for positive numbers alone gives no number where the other side has one.
          guard own <= tolerance else { return .different(difference(position, left, right, evaluator)) }
          error = max(error, own)
          entries += 1
        }
      }
    }
    return .undecided(Equality.NumericalAgreement(maximalError: error, entries: entries))
  }

  private mutating func inputs(_ size: Int, _ range: ClosedRange<Double>) throws -> Evaluator<Double> {
    var inputs = RandomInputs<Double>(question, size: size) { Double.random(in: range, using: &$0) }
    return try inputs.evaluator(using: &generator) { entries, total in
      let magnitudes = entries.map { abs($0) }
      let sum = magnitudes.reduce(0, +)
      entries = magnitudes.map { $0 * total / sum }
    }
  }

  private func difference(
    _ position: [Int], _ left: Double, _ right: Double, _ evaluator: Evaluator<Double>
  ) -> Equality.Difference {
    var inputs: [String: DenseTensor<Double>] = [:]
    for (tensor, values) in evaluator.tensors { inputs[tensor.name] = values }
    for (tensor, values) in evaluator.integers { inputs[tensor.name] = values.map(Double.init) }
    return Equality.Difference(
      position: position, left: left, right: right, extents: evaluator.extents, inputs: inputs)
  }
}

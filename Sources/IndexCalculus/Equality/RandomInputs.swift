import SeededRandom

/// Random values for the tensors of a question, in any kind of number, that honour what is known of them.
struct RandomInputs<Number: EvaluationNumber> {
  private let question: Question
  private let size: Int
  private let number: (inout SplitMix64) -> Number

  init(_ question: Question, size: Int, number: @escaping (inout SplitMix64) -> Number) {
    self.question = question
    self.size = size
    self.number = number
  }

  /// - Parameter normalise: changes the entries along one axis so that they add up to the given total.
  mutating func evaluator(
    using generator: inout SplitMix64, normalise: (inout [Number], Number) -> Void
  ) throws -> Evaluator<Number> {
    var evaluator = Evaluator<Number>(extents: question.sizes(size))
    for tensor in question.inputs {
      let shape = try evaluator.shape(tensor.extents)
      if case .place(let axis) = tensor.element {
        let count = try evaluator.count(axis)
        evaluator.integers[tensor] = DenseTensor(shape: shape) { _ in Int.random(in: 0..<count, using: &generator) }
        continue
      }
      var values = DenseTensor(shape: shape) { _ in number(&generator) }
      for known in question.knowledge.sums where known.tensor == tensor {
        let total = try evaluator.element(known.value, at: [])
        values.changeLines(along: known.axis) { normalise(&$0, total) }
      }
      evaluator.tensors[tensor] = values
    }
    try evaluator.run(question.definitions)
    return evaluator
  }
}

extension DenseTensor {
  /// Changes every line of entries along one axis.
  fileprivate mutating func changeLines(along axis: Int, _ change: (inout [Number]) -> Void) {
    guard shape.indices.contains(axis) else { return }
    var outer = shape
    outer[axis] = min(1, shape[axis])
    for start in Self.positions(of: outer) {
      let line = (0..<shape[axis]).map { place in
        var position = start
        position[axis] = place
        return position
      }
      var entries = line.map { self[$0] }
      change(&entries)
      for (position, entry) in zip(line, entries) { self[position] = entry }
    }
  }
}

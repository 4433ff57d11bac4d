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
    let labels = LabelCounts(question)
    for tensor in question.inputs {
      let shape = try evaluator.shape(tensor.extents)
      if tensor.element == .integer {
        let count = try labels[tensor].map(evaluator.count) ?? 1
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

/// How many different labels each tensor of whole numbers may hold: as many as the axes that it points into have
/// places, the fewest among them.
private struct LabelCounts {
  private var counts: [TensorSymbol: Extent] = [:]

  init(_ question: Question) {
    let free = Dictionary(
      uniqueKeysWithValues: question.extents.enumerated().map { (Index.free($0.offset), $0.element) })
    for formula in [question.left, question.right] { collect(formula, free) }
    for definition in question.definitions {
      collect(definition.body, Dictionary(uniqueKeysWithValues: zip(definition.indices, definition.symbol.extents)))
    }
  }

  subscript(tensor: TensorSymbol) -> Extent? { counts[tensor] }

  private mutating func collect(_ expression: Expression, _ extents: [Index: Extent]) {
    var known = extents
    switch expression.form {
    case .reduction(_, let binder, _): known[binder.index] = binder.extent
    case .access(let tensor, let positions):
      for (position, extent) in zip(positions, tensor.extents) { note(position, extent, known) }
    case .delta(let left, let right):
      note(left, extent(of: right, known), known)
      note(right, extent(of: left, known), known)
    default: break
    }
    var inner: [Expression] = []
    expression.form.forEachOperand { inner.append($0) }
    for operand in inner { collect(operand, known) }
  }

  private func extent(of term: IndexTerm, _ known: [Index: Extent]) -> Extent? {
    switch term {
    case .index(let index): known[index]
    case .argmax(let binder, _): binder.extent
    case .constant, .element: nil
    }
  }

  private mutating func note(_ term: IndexTerm, _ extent: Extent?, _ known: [Index: Extent]) {
    switch term {
    case .element(let tensor, let positions):
      for (position, extent) in zip(positions, tensor.extents) { note(position, extent, known) }
      guard let extent else { return }
      if case .fixed(let new) = extent, case .fixed(let old)? = counts[tensor], old <= new { return }
      counts[tensor] = extent
    case .argmax(let binder, let body):
      var inner = known
      inner[binder.index] = binder.extent
      collect(body, inner)
    case .index, .constant: break
    }
  }
}

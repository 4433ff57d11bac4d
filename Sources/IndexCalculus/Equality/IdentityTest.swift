import SeededRandom

/// Equality by exact evaluation at random points of a finite field: polynomials that agree at one random point are the
/// same but for a probability of degree/2⁶⁰ (Schwartz and Zippel).
struct IdentityTest {
  private let question: Question
  private var generator: SplitMix64

  init(_ question: Question) {
    self.question = question
    generator = SplitMix64(seed: question.seed ^ 0xF1E1D)
  }

  /// - Returns: `nil` where the formulas differ in the field or have no meaning there. Neither proves a difference.
  func pointsOfAgreement() throws -> Int? {
    guard question.formulas.allSatisfy(\.isAlgebraic) else { return nil }
    var copy = self
    var points = 0
    for size in Question.sizes {
      guard try copy.agrees(at: size) else { return nil }
      points += 1
    }
    return points
  }

  /// Tries points until one is found at which every quotient and every root exists.
  private mutating func agrees(at size: Int) throws -> Bool {
    for _ in 0..<60 {
      let evaluator = try point(size)
      var isDefined = true
      let shape = try evaluator.shape(question.extents)
      for position in question.positions(of: shape, using: &generator) {
        let left = try evaluator.element(question.left, at: position)
        let right = try evaluator.element(question.right, at: position)
        isDefined = left.isDefined && right.isDefined
        guard isDefined else { break }
        if left.value != right.value { return false }
      }
      if isDefined { return true }
    }
    return false
  }

  private mutating func point(_ size: Int) throws -> Evaluator<FieldNumber> {
    var inputs = RandomInputs<FieldNumber>(question, size: size) { generator in
      .exponential(
        of: .init(
          value: FieldNumber.values.random(using: &generator),
          exponent: FieldNumber.exponents.random(using: &generator)))
    }
    return try inputs.evaluator(using: &generator) { entries, total in
      // The last entry makes up for the others.
      guard let last = entries.indices.last else { return }
      let others = entries.dropLast().reduce(FieldNumber.integer(0), +)
      entries[last] = total + .integer(-1) * others
    }
  }
}

extension Expression {
  /// Whether the formula has a meaning in a field: no order, and so no maximum and no selection.
  fileprivate var isAlgebraic: Bool {
    guard kinds.isDisjoint(with: [.comparison, .selection, .derivative, .invalid]) else { return false }
    var result = true
    visit { expression in
      if case .reduction(.max, _, _) = expression.form { result = false }
    } term: { term in
      if case .argmax = term { result = false }
    }
    return result
  }
}

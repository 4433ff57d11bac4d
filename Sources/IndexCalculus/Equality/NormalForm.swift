/// Equality by the calculus' own rules.
struct NormalForm {
  private let question: Question
  private let knowledge: Knowledge
  /// Formulas with their definitions inserted are not simplified beyond this size: other ways are quicker.
  private let sizeLimit = 2_000

  init(_ question: Question) {
    self.question = question
    var knowledge = question.knowledge
    for definition in question.definitions where !knowledge.namedOutputs.contains(definition) {
      knowledge.namedOutputs.append(definition)
    }
    self.knowledge = knowledge
  }

  var agrees: Bool {
    if question.left == question.right { return true }
    if agree(question.left, question.right) { return true }
    guard !question.definitions.isEmpty, let left = expanded(question.left), let right = expanded(question.right)
    else { return false }
    return agree(left, right)
  }

  private func agree(_ left: Expression, _ right: Expression) -> Bool {
    let simpleLeft = simplified(left)
    if simpleLeft != nil, simpleLeft == simplified(right) { return true }
    return simplified(left - right) == .zero
  }

  /// A formula on which the rules do not come to an end has no normal form.
  private func simplified(_ expression: Expression) -> Expression? {
    try? Rewriter.simplified(expression, knowing: knowledge)
  }

  private func expanded(_ expression: Expression) -> Expression? {
    var result = expression
    for definition in question.definitions.reversed() {
      result = result.replacingAccesses { tensor, positions in
        tensor == definition.symbol ? definition.body(at: positions) : nil
      }
      if result.size > sizeLimit { return nil }
    }
    return result
  }
}

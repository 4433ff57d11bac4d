extension Rule {
  /// Rules about `f if c else g`.
  ///
  /// A selection protects: `1/x if 0 < x else 0` is 0 at `x = 0`, where `[0 < x]/x` is not a number. What leaves a
  /// branch must therefore be defined wherever the other branch is taken.
  static let selectionOfZero = Rule("a branch that is zero", "(f if c else 0) = [c] f", at: .selection) {
    expression, knowledge in
    guard case .selection(let condition, let first, let second) = expression.form, condition.isIndicator else {
      return nil
    }
    if second == .zero { return released(first, from: condition, knowledge) { .selection(condition, $0, 0) } }
    if first == .zero { return released(second, from: 1 - condition, knowledge) { .selection(condition, 0, $0) } }
    return nil
  }

  static let selectionCommonFactor = Rule(
    "a factor of both branches", "(a f if c else a g) = a (f if c else g)", at: .selection
  ) { expression, _ in
    guard case .selection(let condition, let first, let second) = expression.form else { return nil }
    var left = first.factors
    var right = second.factors
    var common: [Expression] = []
    for factor in left where factor.number == nil {
      guard let position = right.firstIndex(of: factor), let own = left.firstIndex(of: factor) else { continue }
      common.append(factor)
      right.remove(at: position)
      left.remove(at: own)
    }
    guard !common.isEmpty else { return nil }
    return .product(common + [.selection(condition, .product(left), .product(right))])
  }

  /// The factors that are defined everywhere, outside of the selection; the bracket where nothing is left inside.
  private static func released(
    _ branch: Expression, from bracket: Expression, _ knowledge: Knowledge, _ selection: (Expression) -> Expression
  ) -> Expression? {
    let free = branch.factors.filter { $0.isDefinedEverywhere(but: knowledge.partialTensors) }
    let kept = branch.factors.filter { !$0.isDefinedEverywhere(but: knowledge.partialTensors) }
    if kept.isEmpty { return .product(free + [bracket]) }
    return free.isEmpty ? nil : .product(free + [selection(.product(kept))])
  }
}

extension Expression {
  /// Whether every value is 0 or 1.
  var isIndicator: Bool {
    switch form {
    case .delta, .comparison: true
    default: false
    }
  }

  /// Whether the value is certainly a finite number wherever the tensors' entries are, by the form alone: no
  /// logarithm, no root and no quotient, no exponential that may overflow, and none of the tensors named.
  func isDefinedEverywhere(but partial: Set<TensorSymbol>) -> Bool {
    func isDefined(_ operand: Expression) -> Bool { operand.isDefinedEverywhere(but: partial) }
    switch form {
    case .number, .constant, .extent, .delta, .comparison: return true
    case .access(let tensor, _): return !partial.contains(tensor)
    case .sum(let operands), .product(let operands): return operands.allSatisfy(isDefined)
    case .power(let base, let exponent):
      if case .extent = base.form { return true }
      guard let value = exponent.number else { return false }
      return value.isInteger && !value.isNegative && isDefined(base)
    case .function(let function, let argument):
      switch function {
      case .exp, .log: return false
      case .tanh, .sigmoid, .softplus, .abs, .sign, .sin, .cos, .erf: return isDefined(argument)
      }
    case .reduction(_, _, let body): return isDefined(body)
    case .selection(_, let first, let second): return isDefined(first) && isDefined(second)
    case .derivative, .invalid: return false
    }
  }
}

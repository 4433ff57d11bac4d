/// A derivative, and how it was reached.
public struct Derivation: Sendable {
  /// What is differentiated, by what, and where: `∂CE/∂Z_rs`, or `∂A_pq/∂Z_rs`.
  public struct Goal: Hashable, Sendable {
    public let of: TensorSymbol
    public let wrt: TensorSymbol

    public init(of: TensorSymbol, wrt: TensorSymbol) {
      self.of = of
      self.wrt = wrt
    }
  }

  public let goal: Goal
  public let steps: [DerivationStep]

  public init(goal: Goal, steps: [DerivationStep]) {
    self.goal = goal
    self.steps = steps
  }

  /// The indices of the result: first those of `of`, then those of `wrt`, numbered from 0.
  public var indices: [Index] { (0..<goal.of.rank + goal.wrt.rank).map(Index.free) }

  public var result: Expression { steps.last?.expression ?? .zero }

  /// The extents of the result's axes.
  public var extents: [Extent] { goal.of.extents + goal.wrt.extents }
}

extension Derivation.Goal {
  /// The name under which a formula mentions this derivative before it is inserted.
  public var jacobianSymbol: TensorSymbol {
    TensorSymbol(derivativeOf: of, by: wrt)
  }
}

extension Derivation {
  /// Differentiates a definition's own formula by one of the tensors that occur in it, all else held fixed.
  /// - Throws: `CalculusError` when a budget is exceeded or the formula makes no sense.
  static func local(
    _ definition: TensorDefinition, by tensor: TensorSymbol, knowing knowledge: Knowledge
  ) throws(CalculusError) -> Derivation {
    let positions = (0..<tensor.rank).map { IndexTerm.free(definition.symbol.rank + $0) }
    let start = Expression.derivative(definition.body, by: tensor, positions)
    var knowledge = knowledge
    knowledge.namedOutputs.append(definition)
    var rewriter = Rewriter(start, knowing: knowledge)
    try rewriter.exhaust(knowledge.rules.differentiation)
    try rewriter.simplify()
    let first = DerivationStep("insert the definition of \(definition.symbol.name)", start)
    return Derivation(
      goal: Goal(of: definition.symbol, wrt: tensor), steps: [first] + rewriter.steps)
  }
}

extension Rewriter {
  /// Shortens the expression, and gives it the form in which it is read.
  mutating func simplify() throws(CalculusError) {
    try exhaust(knowledge.rules.simplification)
    try exhaust(knowledge.rules.presentation)
  }

  /// The expression simplified, without a record of the steps.
  static func simplified(_ expression: Expression, knowing knowledge: Knowledge) throws(CalculusError) -> Expression {
    var rewriter = Rewriter(expression, knowing: knowledge)
    try rewriter.simplify()
    return rewriter.expression
  }
}

extension Expression {
  /// The expression in the form that derivations end in.
  /// - Throws: `CalculusError` when a budget is exceeded.
  public func simplified(knowing sums: [Knowledge.KnownSum] = []) throws(CalculusError) -> Expression {
    try Rewriter.simplified(self, knowing: Knowledge(sums: sums))
  }
}

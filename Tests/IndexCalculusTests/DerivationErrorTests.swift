import TestLayers
import Testing

@testable import IndexCalculus
@testable import LayerGraph

@Suite struct DerivationErrorTests {
  @Test func `A formula that makes no sense is an error with its sentence`() {
    let broken = TensorDefinition(TensorSymbol("F", []), Samples.Z[.free(0)])
    #expect(throws: CalculusError.invalidFormula("Z has 2 axes, but is given 1 indices")) {
      var rewriter = Rewriter(1, knowing: Knowledge())
      try rewriter.record("insert the definition", broken.body)
    }
  }

  @Test func `A division by zero that appears on the way is an error`() {
    let quotient = Samples.x[.free(0)] / (Expression(1) - 1)
    #expect(quotient.defect == "a division by zero")
  }

  @Test func `Two rules that undo each other are stopped by the step budget`() throws {
    let there = Rule("there", "exp f = tanh f", at: .function) { expression, _ in
      guard case .function(.exp, let argument) = expression.form else { return nil }
      return .function(.tanh, argument)
    }
    let back = Rule("back", "tanh f = exp f", at: .function) { expression, _ in
      guard case .function(.tanh, let argument) = expression.form else { return nil }
      return .function(.exp, argument)
    }
    var rewriter = Rewriter(exp(Samples.s[]), knowing: Knowledge())
    rewriter.budget.steps = 5
    #expect(throws: CalculusError.stepBudget(limit: 5, rule: "back")) { try rewriter.exhaust([there, back]) }
  }

  @Test func `A rule that applies for ever is stopped although it makes a single line`() throws {
    let more = Rule("more", "f = f + 1", at: [.access, .sum]) { expression, _ in expression + 1 }
    var rewriter = Rewriter(Samples.s[], knowing: Knowledge())
    rewriter.budget.applications = 20
    #expect(throws: CalculusError.stepBudget(limit: 20, rule: "more")) { try rewriter.exhaust([more]) }
  }

  static let sentences: [(CalculusError, String)] = [
    (
      .nodeBudget(limit: 9, rule: "product rule"),
      "the formula grew beyond 9 nodes at the rule “product rule”; name an intermediate result as a layer of its own"
    ),
    (
      .stepBudget(limit: 9, rule: "sum rule"),
      "the derivation did not end within 9 steps; the last rule was “sum rule”"
    ),
    (.notDifferentiable(of: "A", wrt: "B"), "A does not depend on B"),
  ]

  @Test(arguments: DerivationErrorTests.sentences)
  func `An error is one sentence`(error: CalculusError, sentence: String) {
    #expect(error.description == sentence)
  }

  @Test func `A tensor without an effect on the loss has a derivative of zero`() throws {
    let definition = TensorDefinition(TensorSymbol("F", [.fixed(3)]), Samples.x[.free(0)] .< Samples.v[.free(0)])
    let result = try Derivation.local(definition, by: Samples.x.symbol, knowing: Knowledge()).result
    #expect(result == 0)
  }

  @Test func `A branch that leads to no loss is refused where it is declared`() {
    let graph = Graph("Branch") {
      Input("X", features: 3)
      Linear(weights: "W", bias: "b", outputs: 3).named("Z")
      Elementwise("Aside") { tanh($0) }
      Shares().from("Z")
      LogLoss(target: .oneHot("Y"))
    }
    let place = SourceLocation(file: graph.location.file, line: graph.location.line + 3)
    let message =
      "the output Aside of Elementwise never reaches the loss L; remove the layer, or name its output in the .from of a "
      + "later one"
    #expect(throws: GraphError(message, at: place)) { try graph.wired() }
  }
}

import TestLayers
import Testing

@testable import IndexCalculus
@testable import LayerGraph

/// The cost of a derivation in nodes, which are the same on every machine.
@Suite struct LinearGrowthTests {
  private func chain(_ depth: Int) throws -> GradientProgram {
    let graph = Graph("Deep") {
      Input("X", features: 4)
      for layer in 0..<depth {
        Linear(weights: "W\(layer)", bias: "b\(layer)", outputs: 4)
        Elementwise("H") { (exp($0) - exp(-$0)) / (exp($0) + exp(-$0)) }
      }
      Linear(weights: "W", bias: "b", outputs: 3)
      Shares()
      LogLoss(target: .oneHot("Y"))
    }
    return try graph.wired().differentiated()
  }

  private func nodes(_ program: GradientProgram) -> Int {
    program.adjoints.reduce(0) { total, adjoint in
      total + adjoint.definition.body.size + adjoint.steps.reduce(0) { $0 + $1.expression.size }
    }
  }

  @Test func `Nodes grow linearly with the depth of a chain`() throws {
    let counts = try [10, 50, 100].map { nodes(try chain($0)) }
    let perLayer = Double(counts[1] - counts[0]) / 40
    let later = Double(counts[2] - counts[1]) / 50
    #expect(later < 1.05 * perLayer, "\(counts) nodes for 10, 50 and 100 layers")
    #expect(perLayer < 4_000)
  }

  @Test func `Each layer of a chain has adjoints of the same size`() throws {
    let program = try chain(20)
    let sizes = program.adjoints.filter { $0.tensor.name.hasPrefix("H") }.dropFirst().map { $0.definition.body.size }
    #expect(Set(sizes).count == 1, "\(sizes)")
  }

  @Test func `A formula that explodes is stopped by the node budget, with the rule and what to do`() throws {
    var body = Samples.s[]
    for _ in 0..<9 { body = body * body + exp(body) }
    let definition = TensorDefinition(TensorSymbol("F", []), body)
    #expect {
      try Derivation.local(definition, by: Samples.s.symbol, knowing: Knowledge())
    } throws: { error in
      guard case CalculusError.nodeBudget(let limit, let rule)? = error as? CalculusError else { return false }
      return limit == 20_000 && !rule.isEmpty && "\(error)".contains("name an intermediate result")
    }
  }

  @Test func `A graph whose layer explodes says so at the graph's declaration`() {
    let graph = Graph("Explosive", file: "Graphs.swift", line: 7) {
      Input("X", features: 2, differentiated: true)
      Elementwise("H") { x in (0..<9).reduce(x) { value, _ in value * value + exp(value) } }
      MeanLoss(.values("y")) { p, y in (p - y) * (p - y) }
    }
    #expect {
      _ = try graph.wired().differentiated()
    } throws: { error in
      guard let error = error as? GraphError else { return false }
      return error.location.line == 7 && error.message.contains("grew beyond 20000 nodes")
    }
  }
}

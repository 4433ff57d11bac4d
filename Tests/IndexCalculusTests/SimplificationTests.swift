import Testing

@testable import IndexCalculus
@testable import LayerGraph

/// The tables of rules as a whole, on random formulas.
@Suite struct SimplificationTests {
  private static let tensors = [
    Samples.x, Samples.u, Samples.Z, Samples.Y, Samples.W,
  ].map(\.symbol) + [Samples.labels]

  private static let knowledge = Knowledge(
    namedOutputs: [
      TensorDefinition(TensorSymbol("T", [.rows]), sum { k in Samples.Z[.free(0), k] }),
      TensorDefinition(
        TensorSymbol("A", [.rows, .fixed(3)]),
        exp(Samples.Z[.free(0), .free(1)]) / sum { k in exp(Samples.Z[.free(0), k]) }),
    ], sums: [Samples.rowsOfY])

  private static func evaluator(seed: UInt64) throws -> Evaluator<Double> {
    var result = Samples.evaluator(for: tensors, .signed, sums: [Samples.rowsOfY], seed: seed)
    try result.run(knowledge.namedOutputs)
    return result
  }

  @Test(arguments: 0..<8)
  func `A simplified random formula has the value of the formula`(group: Int) throws {
    var compared = 0
    for seed in UInt64(group * 100)..<UInt64(group * 100 + 100) {
      var random = RandomExpressions(seed: seed)
      let expression = random.expression(depth: 4)
      let simple: Expression
      do { simple = try Rewriter.simplified(expression, knowing: Self.knowledge) } catch {
        if case .invalidFormula = error { continue }
        Issue.record("seed \(seed): \(error)")
        continue
      }
      let evaluator = try Self.evaluator(seed: seed)
      let before = try evaluator.tensor(expression, extents: RandomExpressions.extents)
      let after = try evaluator.tensor(simple, extents: RandomExpressions.extents)
      for (a, b) in zip(before.elements, after.elements) where a.isFinite && abs(a) < 1e6 {
        compared += 1
        #expect(a.isClose(to: b, within: 1e-6), "seed \(seed): \(expression) is \(a), but \(simple) is \(b)")
      }
    }
    #expect(compared > 500)
  }
}

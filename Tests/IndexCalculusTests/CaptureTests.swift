import Testing

@testable import IndexCalculus
@testable import LayerGraph

/// Substituting a position that holds a reduction of its own must not disturb the reductions around it.
@Suite struct CaptureTests {
  private let i = IndexTerm.free(0)

  private func place(_ body: (IndexTerm) -> Expression) -> IndexTerm {
    .argmax(over: .free(9), extent: .fixed(3), body(.free(9)))
  }

  @Test func `A maximum beside a contracted δ keeps its own index`() throws {
    let other = Expression.reduction(
      .max, over: .free(8), extent: .fixed(3), .delta(.free(0), .constant(1)) * Samples.x[.free(8)])
    let key = Index.free(1)
    let expression = .delta(i, .index(key)) + other
    let replaced = expression.replacing([key: place { Samples.W[.constant(0), $0] }])
    #expect(replaced.terms.contains(other))
  }

  @Test func `The sum inside an argmax is not caught by the argmax`() throws {
    // argmax_l Σ_k W_ik W_kl, with i replaced by the place of a maximum of its own.
    let inner = place { l in sum { k in Samples.W[i, k] * Samples.W[k, l] } }
    let outer = place { Samples.x[$0] }
    let result = Samples.x[inner].replacing([.free(0): outer])
    let evaluator = Samples.evaluator(for: [Samples.x.symbol, Samples.W.symbol], .signed, seed: 11)
    let first = try evaluator.element(Samples.x[outer], at: [])
    let x = try #require(evaluator.tensors[Samples.x.symbol])
    let row = try #require(x.elements.firstIndex(of: first))
    let expected = try evaluator.element(Samples.x[inner], at: [row])
    let value = try evaluator.element(result, at: [])
    #expect(value == expected)
  }
}

import TestLayers
import Testing

@testable import IndexCalculus
@testable import LayerGraph

/// Tensors of three axes, and sums over two indices of which either could be the outer one.
struct OuterProductTests {
  @Test func `A row times itself, and all of it contracted`() throws {
    let graph = Graph("Pairs") {
      Input("X", features: 4)
      Linear(weights: "W", bias: "b", outputs: 3)
      Pairs()
      PairWeights()
      MeanLoss(.values("Y")) { c, y in (c - y) * (c - y) }
    }
    #expect(try GradientCheck(graph).disagreements() == [])
  }

  /// A form that changed each time would be rewritten for ever.
  @Test func `Closing a sum again changes nothing`() {
    let (a, b) = (TensorSymbol("A", [.fixed(2), .fixed(3)]), TensorSymbol("B", [.fixed(3), .fixed(4), .fixed(5)]))
    let c = TensorSymbol("C", [.fixed(4), .fixed(5)])
    let d = TensorSymbol("D", [.fixed(5), .fixed(4)])
    let once = sum { p in
      sum { q in sum { r in Expression.access(a, [.free(0), p]) * .access(b, [p, q, r]) * (.access(c, [q, r]) + .access(d, [r, q])) } }
    }
    let closed = Summation(once).closed
    #expect(Summation(closed).closed == closed)
    #expect(Summation(Summation(closed).closed).closed == closed)
  }
}

/// `O_ijk = x_ij x_ik`.
private struct Pairs: Layer {
  var outputName: String { "O" }

  func define(_ x: Tensor) -> TensorFormula {
    TensorFormula([x.extents[0], x.extents[1], x.extents[1]]) { i, j, k in x[i, j] * x[i, k] }
  }
}

/// `C_ic = Σ_jk O_ijk V_jkc`.
private struct PairWeights: GraphLayer {
  var outputName: String { "C" }

  func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let x = try scope.input()
    let weights = try scope.parameter("V", [x.extents[1], x.extents[2], .fixed(3)])
    return TensorFormula([x.extents[0], .fixed(3)]) { i, c in sum { j in sum { k in x[i, j, k] * weights[j, k, c] } } }
  }
}

import LayerGraph
import Testing

/// Where weights multiply an input and nothing else depends on them.
struct AffineMapTests {
  private func maps(@GraphBuilder _ elements: () -> [GraphElement]) throws -> [String] {
    try Graph("G", elements).wired().program.affineMaps.map {
      "\($0.input) · \($0.weights)" + ($0.bias.map { " + \($0)" } ?? "")
    }
  }

  @Test func theWeightsOfTheFirstLayerMeetTheInput() throws {
    let maps = try maps {
      Input("X", features: 4)
      Affine("W", "b", outputs: 5)
      Tanh()
      Affine("V", "c", outputs: 3)
      MeanSquare()
    }
    #expect(maps == ["X · W + b"])
  }

  @Test func anyFormulaOfThatFormIsFound() throws {
    let product = AnyLayer { scope throws(LayerError) in
      let x = try scope.input()
      let w = try scope.parameter("U", [x.extents[1], x.extents[1]])
      return x.map { i, j in x[i, j] + sum { k in w[k, j] * x[i, k] } }
    }
    let maps = try maps {
      Input("X", features: 4)
      Affine("W", "b", outputs: 3)
      Input("V", features: 3)
      product.named("R")
      Add().from("Z", "R")
      MeanSquare()
    }
    #expect(maps == ["X · W + b", "V · U"])
  }

  @Test func weightsThatAreReadElsewhereAreNone() throws {
    let productAndRow = AnyLayer { scope throws(LayerError) in
      let x = try scope.input()
      let w = try scope.parameter("W", [x.extents[1], .fixed(2)])
      return TensorFormula([x.extents[0], .fixed(2)]) { i, j in sum { k in x[i, k] * w[k, j] } + w[.constant(0), j] }
    }
    #expect(
      try maps {
        Input("X", features: 4)
        productAndRow
        MeanSquare()
      }.isEmpty)
    #expect(
      try maps {
        Input("X", features: 4)
        Affine("W", "b", outputs: 4)
        Affine("W", "b", outputs: 4).sharingParameters()
        MeanSquare()
      }.isEmpty)
  }
}

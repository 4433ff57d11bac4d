import GraphCommands
import LayerGraph

@main
struct Graphs: GraphProgram {
  var graphs: [Graph] {
    [
      Graph("Flowers") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        TemperedSoftMax(temperature: 2)
        CrossEntropy(.classIndices("y"))
      }
    ]
  }
}

/// `A_ij = exp(Z_ij/τ) / Σ_k exp(Z_ik/τ)`, a layer that only this package knows.
struct TemperedSoftMax: Layer {
  let temperature: Int

  var outputName: String { "A" }

  func define(_ z: Tensor) -> TensorFormula {
    let scale = 1 / Expression(temperature)
    return z.map { i, j in exp(z[i, j] * scale) / sum { k in exp(z[i, k] * scale) } }
  }
}

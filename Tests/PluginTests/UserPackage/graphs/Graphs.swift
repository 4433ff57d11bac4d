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
      },
      // Formulas that lose digits for large values: `log(1 − σ)`, `1 − tanh²`.
      Graph("Logistic") {
        Input("X", features: 3)
        Affine("W1", "b1", outputs: 5)
        Tanh()
        Affine("W2", "b2", outputs: 1)
        Sigmoid()
        BinaryCrossEntropy(.values("Y"))
      },
      Graph("Curve") {
        Input("X", features: 4)
        Affine("W1", "b1", outputs: 16)
        Tanh()
        Affine("W2", "b2", outputs: 1)
        SquaredError(.values("Y"))
      },
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

import GraphCommands
import LayerGraph

/// The shapes that are measured.
@main
struct Graphs: GraphProgram {
  var graphs: [Graph] {
    [
      classifier("Iris", features: 4, classes: 3), classifier("Digits", features: 64, classes: 10),
      classifier("Images", features: 784, classes: 10), languageHead, languageHeadWithInput, perceptron, residual,
      userLayer,
    ]
  }

  private func classifier(_ name: String, features: Int, classes: Int) -> Graph {
    Graph(name) {
      Input("X", features: features)
      Affine("W", "b", outputs: classes)
      SoftMax()
      CrossEntropy(.classIndices("y"))
    }
  }

  private var languageHead: Graph { classifier("LanguageHead", features: 768, classes: 50_257) }

  private var languageHeadWithInput: Graph {
    Graph("LanguageHeadWithInput") {
      Input("X", features: 768, differentiated: true)
      Affine("W", "b", outputs: 50_257)
      SoftMax()
      CrossEntropy(.classIndices("y"))
    }
  }

  private var perceptron: Graph {
    Graph("Perceptron") {
      Input("X", features: 784)
      Affine("W1", "b1", outputs: 256)
      ReLU()
      Affine("W2", "b2", outputs: 10)
      SoftMax()
      CrossEntropy(.classIndices("y"))
    }
  }

  private var residual: Graph {
    Graph("Residual") {
      Input("X", features: 784)
      Affine("W1", "b1", outputs: 256)
      ReLU().named("H1")
      Affine("W2", "b2", outputs: 256)
      ReLU().named("H2")
      Add().from("H1", "H2")
      Affine("W3", "b3", outputs: 10)
      SoftMax()
      CrossEntropy(.classIndices("y"))
    }
  }

  /// Digits through layers that only this file knows.
  private var userLayer: Graph {
    Graph("UserLayer") {
      Input("X", features: 64)
      Affine("W", "b", outputs: 10)
      TemperedSoftMax(temperature: 2)
      SmoothedLoss(.classIndices("y"), smoothing: 0.1, classes: 10)
    }
  }
}

/// `A_ij = exp(Z_ij/τ) / Σ_k exp(Z_ik/τ)`.
struct TemperedSoftMax: Layer {
  let temperature: Double

  var outputName: String { "A" }

  func define(_ z: Tensor) -> TensorFormula {
    let scale = 1 / Expression(temperature)
    return z.map { i, j in exp(z[i, j] * scale) / sum { k in exp(z[i, k] * scale) } }
  }
}

/// `L = −Σ_ij ((1 − ε) Y_ij + ε/n) log A_ij / m`.
struct SmoothedLoss: GraphLayer {
  let target: Target
  let smoothing: Double
  let classes: Int

  init(_ target: Target, smoothing: Double, classes: Int) {
    self.target = target
    self.smoothing = smoothing
    self.classes = classes
  }

  var outputName: String { "L" }

  func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let a = try scope.input()
    let y = try scope.target(target, width: a.extents[1])
    let share = Expression(smoothing) / Expression(classes)
    return TensorFormula(
      -sum { i in sum { j in ((1 - Expression(smoothing)) * y[i, j] + share) * log(a[i, j]) } } / a.rowCount)
  }
}

import GraphCommands
import LayerGraph

@main
struct Graphs: GraphProgram {
  var graphs: [Graph] { [iris, digits, residual, centred, words, counts, scaled] }

  /// Species of iris from four lengths (R. A. Fisher, 1936).
  private var iris: Graph {
    Graph("Iris") {
      Input("X", features: 4)
      Affine("W", "b", outputs: 3)
      SoftMax()
      CrossEntropy(.oneHot("Y"))

      // Derived by hand, judged by `graphs check`.
      Claim(of: "CE", wrt: "A") { t, r, s in -t.Y[r, s] / (t.A[r, s] * t.m) }
      Claim(of: "A", wrt: "Z") { t, p, q, r, s in t.A[p, q] * delta(p, r) * (delta(q, s) - t.A[p, s]) }
      Claim(of: "Z", wrt: "b") { _, _, s, u in delta(s, u) }
      Claim(of: "Z", wrt: "W") { t, r, s, u, v in t.X[r, u] * delta(s, v) }
      Claim(of: "CE", wrt: "Z") { t, r, s in (t.A[r, s] - t.Y[r, s]) / t.m }
      Claim(of: "CE", wrt: "b") { t, s in sum { r in t.A[r, s] - t.Y[r, s] } / t.m }
      Claim(of: "CE", wrt: "W") { t, u, v in sum { r in t.X[r, u] * (t.A[r, v] - t.Y[r, v]) } / t.m }
      // The Hessian: in each row (diag(a) − aaᵀ) Σy/m, and free of y because its rows sum to one.
      Claim(of: "∂CE/∂Z", wrt: "Z") { t, p, q, r, s in
        t.A[p, q] * delta(p, r) * (delta(q, s) - t.A[p, s]) * sum { k in t.Y[p, k] } / t.m
      }
      Claim(of: "∂CE/∂Z", wrt: "Z") { t, p, q, r, s in t.A[p, q] * delta(p, r) * (delta(q, s) - t.A[p, s]) / t.m }
    }
  }

  /// Handwritten digits from 8 × 8 pixels.
  private var digits: Graph {
    Graph("Digits") {
      Input("X", features: 64)
      Affine("W", "b", outputs: 10)
      SoftMax()
      CrossEntropy(.classIndices("y"))
    }
  }

  /// Digits once more, through a hidden layer and a residual sum around a second one.
  private var residual: Graph {
    Graph("Residual") {
      Input("X", features: 64)
      Affine("W1", "b1", outputs: 136)
      ReLU().named("H1")
      Affine("W2", "b2", outputs: 136)
      Tanh().named("H2")
      Add().from("H1", "H2")
      Affine("W3", "b3", outputs: 10)
      SoftMax()
      CrossEntropy(.classIndices("y"))
    }
  }

  /// Digits through a hidden layer that is centred over the batch: each row needs a sum over all rows.
  private var centred: Graph {
    Graph("Centred") {
      Input("X", features: 64)
      Affine("W1", "b1", outputs: 136)
      Tanh().named("H")
      ColumnCentring()
      Affine("W2", "b2", outputs: 136)
      GELU().named("H2")
      Affine("W3", "b3", outputs: 10)
      SoftMax()
      CrossEntropy(.classIndices("y"))
    }
  }

  /// The next of 300 words, from 64 features of the text before it: a language model's head in small.
  private var words: Graph {
    Graph("Words") {
      Input("X", features: 64, differentiated: true)
      Affine("W", "b", outputs: 300)
      SoftMax()
      CrossEntropy(.classIndices("y"))
    }
  }

  /// Poisson regression, through layers that only this package knows.
  private var counts: Graph {
    Graph("Counts") {
      Input("X", features: 5)
      Affine("W", "b", outputs: 2)
      Exponential()
      PoissonLoss(.values("Y"))
      Claim(of: "L", wrt: "Z") { t, r, s in (t.μ[r, s] - t.Y[r, s]) / t.m }
    }
  }

  /// A softmax of each row over its greatest entry: a Jacobian that is not symmetric.
  private var scaled: Graph {
    Graph("Scaled") {
      Input("X", features: 4)
      Affine("W", "b", outputs: 3)
      NormalizedSoftMax()
      CrossEntropy(.weights("G"))
    }
  }
}

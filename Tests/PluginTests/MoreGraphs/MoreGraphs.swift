import LayerGraph

/// Graphs beside those that the README declares.
extension Graphs {
  var more: [Graph] {
    [
      Graph("Tempered") {
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
      // Two sums of exponentials, whose shifts must not be taken for one another.
      Graph("TwoHeads") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        Affine("V", "c", outputs: 3).from("X")
        SoftMax()
        CrossEntropy(.oneHot("Y"))
        SoftMax().from("Z")
        CrossEntropy(.oneHot("Y2"))
        Add().from("CE", "CE2")
      },
      // What is the same along an axis, the rows' and the features', at a name that tiles have.
      Graph("Copies") {
        Input("X", features: 4, differentiated: true)
        Input("U", features: 5, differentiated: true)
        Affine("W", "b", outputs: 5).from("X").named("XTile")
        RowMaximum().named("P")
        FirstExponential().from("XTile").named("Q")
        BatchMean().from("XTile").named("R")
        Product().from("P", "Q").named("S")
        Product().from("S", "R").named("T")
        Product().from("T", "U")
        SquaredError(.values("Y"))
      },
      // Sums over all rows, of which each row picks one.
      Graph("Picked") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        BatchMean()
        Product().from("Z", "R").named("S")
        RowMaximum()
        SquaredError(.values("Y"))
      },
      // A product of two parameters, and long formulas without rows, each under its own name.
      Graph("LowRank") {
        Input("X", features: 6)
        LowRankAffine(rank: 2, outputs: 7)
        Overlap(.values("Y")).named("D")
        Overlap(.values("Y2")).from("Z").named("E")
        Mixture().from("D", "E")
      },
      // A loss for each row, which needs a target, before that of the batch.
      Graph("RowLosses") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        RowLoss(.values("Y"))
        BatchLoss()
      },
      // A parameter that is a single number, and its gradient.
      Graph("Heated") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        Heat("t")
        SoftMax()
        CrossEntropy(.classIndices("y"))
      },
      // A single number for each row is what is predicted.
      Graph("Scores") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        Norm()
        BatchLoss()
      },
      // Sums of exponentials with weights, and over rows.
      Graph("Weighted") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        WeightedSoftMax("prior")
        CrossEntropy(.oneHot("Y"))
        ExponentialMean().from("Z")
        Add().from("CE", "L")
      },
      // Probabilities that two losses judge: where one is 0, nothing may be divided by it.
      Graph("Distilled") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        SoftMax()
        CrossEntropy(.weights("Y"))
        SquaredError(.values("Y2")).from("A")
        Add().from("CE", "E")
      },
      // What is undefined where it is not taken.
      Graph("Guarded") {
        Input("X", features: 4, differentiated: true)
        Input("U", features: 4)
        Logarithm().from("U")
        Guard().from("U", "L")
        Product().from("X", "G")
        SquaredError(.values("Y"))
      },
    ]
  }
}

/// `P_ij = max_k x_ik`.
struct RowMaximum: Layer {
  var outputName: String { "P" }

  func define(_ x: Tensor) -> TensorFormula { x.map { i, _ in max { k in x[i, k] } } }
}

/// `Q_ij = exp x_i0`.
struct FirstExponential: Layer {
  var outputName: String { "Q" }

  func define(_ x: Tensor) -> TensorFormula { x.map { i, _ in exp(x[i, .constant(0)]) } }
}

/// `R_ij = Σ_r x_rj / m`.
struct BatchMean: Layer {
  var outputName: String { "R" }

  func define(_ x: Tensor) -> TensorFormula { x.map { _, j in sum { r in x[r, j] } / x.rowCount } }
}

/// `Z_ij = a_ij b_ij`.
struct Product: GraphLayer {
  var outputName: String { "H" }

  func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let a = try scope.matrixInput("rows of numbers")
    let b = try scope.input(1)
    return a.map { i, j in a[i, j] * b[i, j] }
  }
}

/// `Z_ij = Σ_k x_ik Σ_q A_kq B_qj`.
struct LowRankAffine: GraphLayer {
  let rank: Int
  let outputs: Int

  var outputName: String { "Z" }

  func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let x = try scope.matrixInput("rows of features")
    let A = try scope.parameter("A", [x.extents[1], .fixed(rank)])
    let B = try scope.parameter("B", [.fixed(rank), .fixed(outputs)])
    return TensorFormula([x.extents[0], .fixed(outputs)]) { i, j in
      sum { k in x[i, k] * sum { q in A[k, q] * B[q, j] } }
    }
  }
}

/// Minus the squared cosine between output and target over the whole batch, a little regularised.
struct Overlap: GraphLayer {
  let target: Target

  init(_ target: Target) { self.target = target }

  var outputName: String { "L" }

  func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let z = try scope.matrixInput("rows of numbers")
    let y = try scope.target(target, width: z.extents[1])
    let product = sum { i in sum { j in z[i, j] * y[i, j] } }
    let squares = sum { i in sum { j in pow(z[i, j], 2) } }
    let targets = sum { i in sum { j in pow(y[i, j], 2) } }
    return TensorFormula(-pow(product, 2) / ((1 + squares) * (1 + targets)))
  }
}

/// `L = D + E + D² E²`, in which neither can be put in the place of its name.
struct Mixture: GraphLayer {
  var outputName: String { "L" }

  func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let d = try scope.input()
    let e = try scope.input(1)
    return TensorFormula(d[] + e[] + pow(d[], 2) * pow(e[], 2))
  }
}

/// `R_i = Σ_j (z_ij − Y_ij)²`.
struct RowLoss: GraphLayer {
  let target: Target

  init(_ target: Target) { self.target = target }

  var outputName: String { "R" }

  func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let z = try scope.matrixInput("rows of numbers")
    let y = try scope.target(target, width: z.extents[1])
    return TensorFormula([z.extents[0]]) { i in sum { j in pow(z[i, j] - y[i, j], 2) } }
  }
}

/// `T_ij = t z_ij`, with a single number `t`.
struct Heat: GraphLayer {
  let name: String

  init(_ name: String) { self.name = name }

  var outputName: String { "T" }

  func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let z = try scope.matrixInput("rows of numbers")
    let t = try scope.parameter(name, [])
    return z.map { i, j in t[] * z[i, j] }
  }
}

/// `R_i = Σ_j z_ij²`.
struct Norm: Layer {
  var outputName: String { "R" }

  func define(_ z: Tensor) -> TensorFormula {
    TensorFormula([z.extents[0]]) { i in sum { j in pow(z[i, j], 2) } }
  }
}

/// `A_ij = w_j² exp z_ij / Σ_k w_k² exp z_ik`.
struct WeightedSoftMax: GraphLayer {
  let weights: String

  init(_ weights: String) { self.weights = weights }

  var outputName: String { "A" }

  func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let z = try scope.matrixInput("rows of numbers")
    let w = try scope.parameter(weights, [z.extents[1]])
    return z.map { i, j in (1 + pow(w[j], 2)) * exp(z[i, j]) / sum { k in (1 + pow(w[k], 2)) * exp(z[i, k]) } }
  }
}

/// `L = log Σ_i exp z_i0 − log m`.
struct ExponentialMean: Layer {
  var outputName: String { "L" }

  func define(_ z: Tensor) -> TensorFormula {
    TensorFormula(log(sum { i in exp(z[i, .constant(0)]) } / z.rowCount))
  }
}

/// `L_ij = log z_ij`.
struct Logarithm: Layer {
  var outputName: String { "L" }

  func define(_ z: Tensor) -> TensorFormula { z.mapElements { log($0) } }
}

/// `G_ij = b_ij if 0 < a_ij else 0`.
struct Guard: GraphLayer {
  var outputName: String { "G" }

  func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let a = try scope.matrixInput("rows of numbers")
    let b = try scope.input(1)
    return a.map { i, j in select(a[i, j] .> 0, b[i, j], 0) }
  }
}

/// `L = Σ_i R_i² / m`.
struct BatchLoss: Layer {
  var outputName: String { "L" }

  func define(_ losses: Tensor) -> TensorFormula {
    TensorFormula(sum { i in pow(losses[i], 2) } / losses.rowCount)
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

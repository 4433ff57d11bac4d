import LayerGraph

// The layers of those graphs.

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

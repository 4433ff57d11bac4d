import LayerGraph

// Layers that the package does not know: a formula each, and nothing more.

/// `μ = exp Z`, entry by entry.
struct Exponential: Layer {
  var outputName: String { "μ" }

  func define(_ z: Tensor) -> TensorFormula { z.mapElements { exp($0) } }
}

/// The negative logarithm of Poisson's likelihood but for a constant: `L = Σ_ij (μ_ij − Y_ij log μ_ij) / m`.
struct PoissonLoss: GraphLayer {
  let target: Target

  init(_ target: Target) { self.target = target }

  var outputName: String { "L" }

  func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let mean = try scope.matrixInput("rows of means")
    let counts = try scope.target(target, width: mean.extents[1])
    return TensorFormula(
      sum { i in sum { j in mean[i, j] - counts[i, j] * log(mean[i, j]) } } / mean.rowCount)
  }
}

/// Takes each column's mean over the batch away, as batch normalisation does first (Ioffe and Szegedy, 2015).
struct ColumnCentring: Layer {
  var outputName: String { "C" }

  func define(_ x: Tensor) -> TensorFormula { x.map { i, j in x[i, j] - sum { r in x[r, j] } / x.rowCount } }
}

import IndexCalculus

/// `Z_ij = b_j + Σ_k X_ik W_kj`.
public struct Affine: GraphLayer {
  let weights: String
  let bias: String
  let outputs: Int

  public init(_ weights: String, _ bias: String, outputs: Int) {
    self.weights = weights
    self.bias = bias
    self.outputs = outputs
  }

  public var outputName: String { "Z" }

  public func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let x = try scope.matrixInput("rows of features")
    let W = try scope.parameter(weights, [x.extents[1], .fixed(outputs)])
    let b = try scope.parameter(bias, [.fixed(outputs)])
    return TensorFormula([x.extents[0], .fixed(outputs)]) { i, j in b[j] + sum { k in x[i, k] * W[k, j] } }
  }
}

import IndexCalculus

/// `A_ij = exp(Z_ij) / Σ_k exp(Z_ik)`, row by row.
public struct SoftMax: Layer {
  public init() {}

  public var outputName: String { "A" }

  public func define(_ z: Tensor) -> TensorFormula {
    z.map { i, j in exp(z[i, j]) / sum { k in exp(z[i, k]) } }
  }
}

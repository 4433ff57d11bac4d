import IndexCalculus

/// `BCE = −Σ_ij (Y_ij log(A_ij) + (1 − Y_ij) log(1 − A_ij)) / m`: each entry is the probability of a question of its own,
/// answered by 1, 0 or a number between.
public struct BinaryCrossEntropy: GraphLayer {
  let target: Target

  public init(_ target: Target) { self.target = target }

  public var outputName: String { "BCE" }

  public func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let a = try scope.matrixInput("a row of probabilities an example")
    let y = try scope.target(target, width: a.extents[1])
    let answers = sum { i in sum { j in y[i, j] * log(a[i, j]) + (1 - y[i, j]) * log(1 - a[i, j]) } }
    return TensorFormula(-answers / a.rowCount)
  }
}

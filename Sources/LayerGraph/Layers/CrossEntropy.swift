import IndexCalculus

/// `CE = −Σ_ij Y_ij log(A_ij) / m`, the mean over the rows.
public struct CrossEntropy: GraphLayer {
  let target: Target

  public init(_ target: Target) { self.target = target }

  public var outputName: String { "CE" }

  public func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let a = try scope.matrixInput("a row of probabilities an example")
    guard target.kind != .values else {
      throw LayerError("CrossEntropy needs a target of classes or weights, but \(target.name) holds any real values")
    }
    let y = try scope.target(target, width: a.extents[1])
    return TensorFormula(-sum { i in sum { j in y[i, j] * log(a[i, j]) } } / a.rowCount)
  }
}

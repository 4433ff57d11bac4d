import IndexCalculus

/// `E = Σ_ij (Z_ij − Y_ij)² / (2 m)`, the mean over the rows of half the squared distance.
public struct SquaredError: GraphLayer {
  let target: Target

  public init(_ target: Target) { self.target = target }

  public var outputName: String { "E" }

  public func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let z = try scope.matrixInput("a row of numbers an example")
    let y = try scope.target(target, width: z.extents[1])
    return TensorFormula(sum { i in sum { j in pow(z[i, j] - y[i, j], 2) } } / (2 * z.rowCount))
  }
}

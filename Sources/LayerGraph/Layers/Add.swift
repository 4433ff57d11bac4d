import IndexCalculus

/// The sum of two tensors of one shape: the joint of a residual connection.
public struct Add: GraphLayer {
  public init() {}

  public var outputName: String { "S" }

  public func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let (first, second) = (try scope.input(0), try scope.input(1))
    guard first.extents == second.extents else {
      throw LayerError(
        "Add needs two tensors of one shape, but \(first.symbol.name) is \(first.extents.shapeText) and "
          + "\(second.symbol.name) is \(second.extents.shapeText)"
      )
    }
    return first.mapElements(with: second) { $0 + $1 }
  }
}

import IndexCalculus

/// The sum of tensors of one shape: the joint of a residual connection.
public struct Add: GraphLayer {
  public init() {}

  public var outputName: String { "S" }

  public func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let first = try scope.input(0)
    var others = [try scope.input(1)]
    for position in 2..<max(scope.inputCount, 2) { others.append(try scope.input(position)) }
    for other in others where other.extents != first.extents {
      throw LayerError(
        "Add needs tensors of one shape, but \(first.symbol.name) is \(first.extents.shapeText) and "
          + "\(other.symbol.name) is \(other.extents.shapeText)")
    }
    let places = first.extents.indices.map(IndexTerm.free)
    let terms = ([first] + others).map { Expression.access($0.symbol, places) }
    return TensorFormula(extents: first.extents, body: .sum(terms))
  }
}

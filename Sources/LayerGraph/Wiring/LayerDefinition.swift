import IndexCalculus

extension GraphLayer {
  /// What the layer computes from one tensor of rows, by itself and outside of any graph.
  /// - Parameter features: the entries of one row.
  /// - Throws: `LayerError` for a layer that needs a parameter, a target or other inputs, or that the shape does not fit.
  public func definition(features: Int) throws(LayerError) -> (input: TensorSymbol, output: TensorDefinition) {
    let input = TensorSymbol("x", [.rows, .fixed(features)])
    let nowhere = SourceLocation(file: "", line: 0)
    let name = String(describing: type(of: self))
    var scope = LayerScope(
      layer: name, inputs: [input], sharesParameters: false, names: NameTable(), parameters: [], targets: [], location: nowhere)
    let formula = try define(in: &scope)
    guard scope.used.isEmpty else { throw LayerError("\(name) needs a parameter or a target, which only a graph can give it") }
    if let problem = formula.problem { throw LayerError("\(name): \(problem)") }
    return (input, TensorDefinition(TensorSymbol("y", formula.extents), formula.body))
  }
}

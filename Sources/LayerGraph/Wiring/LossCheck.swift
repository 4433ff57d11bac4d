import IndexCalculus

/// Holds everything that a graph declares to having a part in its one loss.
///
/// What has none is no error of the calculus: it would be computed for nothing, or never trained. But nobody declares
/// it on purpose.
struct LossCheck {
  let loss: TensorSymbol
  let definitions: [TensorDefinition]
  let nodes: [WiredGraph.Node]
  let inputs: [(symbol: TensorSymbol, location: SourceLocation)]
  let parameters: [TensorSymbol]
  let differentiatedInputs: [TensorSymbol]

  func run() throws(GraphError) {
    let reached = tensorsBehindLoss()
    try checkOtherLosses(reached)
    try checkLayers(reached)
    try checkParameters(reached)
    for input in inputs where !reached.contains(input.symbol) {
      throw GraphError("the input \(input.symbol.name) never reaches the loss \(loss.name)", at: input.location)
    }
  }

  /// The loss, and every tensor it is computed from.
  private func tensorsBehindLoss() -> Set<TensorSymbol> {
    var reached: Set<TensorSymbol> = [loss]
    for definition in definitions.reversed() where reached.contains(definition.symbol) {
      reached.formUnion(definition.body.tensors)
    }
    return reached
  }

  private func checkOtherLosses(_ reached: Set<TensorSymbol>) throws(GraphError) {
    guard let last = lossNode else { return }
    for node in nodes where node.output.rank == 0 && !reached.contains(node.output) {
      let other = node.output.name
      throw GraphError(
        "\(loss.name) is a second loss beside \(other); add them up to one, such as by "
          + "Add().from(\"\(other)\", \"\(loss.name)\")", at: last.location)
    }
  }

  private func checkLayers(_ reached: Set<TensorSymbol>) throws(GraphError) {
    for node in nodes where !reached.contains(node.output) {
      throw GraphError(
        "the output \(node.output.name) of \(node.layer) never reaches the loss \(loss.name); remove the layer, or "
          + "name its output in the .from of a later one", at: node.location)
    }
  }

  private func checkParameters(_ reached: Set<TensorSymbol>) throws(GraphError) {
    for node in nodes {
      for operand in node.operands where !reached.contains(operand) {
        throw GraphError(
          "\(operand.name) never reaches the loss \(loss.name), for the formula of \(node.layer) does not use it",
          at: node.location)
      }
    }
    guard parameters.isEmpty, differentiatedInputs.isEmpty, let last = lossNode else { return }
    throw GraphError("the loss \(loss.name) depends on no parameter, so there is nothing to train", at: last.location)
  }

  private var lossNode: WiredGraph.Node? { nodes.first { $0.output == loss } }
}

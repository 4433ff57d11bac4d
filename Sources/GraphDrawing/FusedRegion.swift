import IndexCalculus
import LayerGraph

/// The layers whose backward steps one formula replaced.
///
/// A tensor whose derivative nothing needs any more has dissolved: the derivative nearer to the inputs says it all. The
/// layers that such a derivative reaches across belong together.
struct FusedRegion {
  /// The outputs of the layers, in the order of the graph.
  var outputs: [TensorSymbol]
  /// The derivatives that replaced the steps.
  var adjoints: [Adjoint]

  /// The regions of a graph: apart from each other, those with one layer only left out.
  static func all(of graph: WiredGraph, _ gradients: GradientProgram) -> [FusedRegion] {
    let needed = Set(gradients.needed.map(\.tensor))
    var regions: [FusedRegion] = []
    for adjoint in gradients.needed {
      let span = span(of: adjoint, graph, needed)
      guard span.count > 1 else { continue }
      var merged = FusedRegion(outputs: span, adjoints: [adjoint])
      regions.removeAll { region in
        guard !Set(region.outputs).isDisjoint(with: merged.outputs) else { return false }
        merged.join(region, order: graph.nodes.map(\.output))
        return true
      }
      regions.append(merged)
    }
    return regions
  }

  /// The layers between a tensor and the derivatives that its own is computed from.
  private static func span(
    of adjoint: Adjoint, _ graph: WiredGraph, _ needed: Set<TensorSymbol>
  ) -> [TensorSymbol] {
    var reached: Set<TensorSymbol> = []
    var open = [adjoint.tensor]
    while let tensor = open.popLast() {
      for definition in graph.program.consumers(of: tensor) where !reached.contains(definition.symbol) {
        let upstream = Adjoint.symbol(of: definition.symbol, loss: graph.program.loss)
        if adjoint.definition.body.tensors.contains(upstream) { continue }
        reached.insert(definition.symbol)
        open.append(definition.symbol)
      }
    }
    return graph.nodes.map(\.output).filter(reached.contains)
  }

  private mutating func join(_ other: FusedRegion, order: [TensorSymbol]) {
    let all = Set(outputs + other.outputs)
    outputs = order.filter(all.contains)
    adjoints = other.adjoints + adjoints
  }
}

import Diagrams
import IndexCalculus
import LayerGraph

/// A graph as a diagram: tensors and layers, the values on their way forward, the gradients on their way back.
public struct GraphPicture {
  /// What is known of a graph once it has data.
  public struct Measurements: Sendable {
    public let rows: Int
    /// The Frobenius norm of each derivative of the loss, by the tensor it belongs to.
    public let norms: [TensorSymbol: Double]
    public let loss: Double

    public init(rows: Int, norms: [TensorSymbol: Double], loss: Double) {
      self.rows = rows
      self.norms = norms
      self.loss = loss
    }
  }

  private let graph: WiredGraph
  private let gradients: GradientProgram
  private let measurements: Measurements?
  private let regions: [FusedRegion]

  /// - Throws: `GraphError` where the graph cannot be differentiated.
  public init(_ graph: WiredGraph, measurements: Measurements? = nil) throws(GraphError) {
    self.graph = graph
    self.measurements = measurements
    gradients = try graph.differentiated()
    regions = FusedRegion.all(of: graph, gradients)
  }

  public var diagram: Diagram {
    let outside = graph.program.inputs.map { element($0, .input) } + graph.program.parameters.map { element($0, .parameter) }
      + graph.targets.map(target)
    return Diagram(
      graph.name, title: graph.name, showsLegend: true,
      elements: outside + layers + forwardEdges + backwardEdges)
  }

  // MARK: - Nodes

  private func element(_ tensor: TensorSymbol, _ role: Diagram.Node.Role) -> Diagram.Element {
    .node(.init(tensor.name, role, lines: [.note(shape(tensor))]))
  }

  private func target(_ target: TargetTensor) -> Diagram.Element {
    .node(.init(target.symbol.name, .target, lines: [.note("\(shape(target.symbol)), \(target.kind.text)")]))
  }

  /// The layers in order, those of a region inside its frame.
  private var layers: [Diagram.Element] {
    var result: [Diagram.Element] = []
    for node in graph.nodes {
      guard let region = regions.firstIndex(where: { $0.outputs.contains(node.output) }) else {
        result.append(layer(node))
        continue
      }
      if regions[region].outputs.first == node.output { result.append(cluster(region)) }
    }
    return result
  }

  private func cluster(_ number: Int) -> Diagram.Element {
    let region = regions[number]
    let inside = graph.nodes.filter { region.outputs.contains($0.output) }.map(layer)
    let formula = region.adjoints.map { $0.definition.shortText }.joined(separator: ",  ")
    return .cluster(.init(Self.name(ofRegion: number), label: "fused backward:", formula: formula, elements: inside))
  }

  private static func name(ofRegion number: Int) -> String { "fused \(number + 1)" }

  private func layer(_ node: WiredGraph.Node) -> Diagram.Element {
    let operands = (node.inputs + node.operands).map(\.name).joined(separator: ", ")
    var lines: [Diagram.Line] = []
    if let definition = graph.program.definition(of: node.output) { lines.append(.formula(definition.shortText)) }
    let isLoss = node.output == graph.program.loss
    lines.append(.note(isLoss ? "scalar" + lossText : shape(node.output)))
    return .node(
      .init(node.output.name, isLoss ? .loss : .tensor, title: "\(node.output.name) = \(node.layer)(\(operands))", lines: lines))
  }

  private var lossText: String { measurements.map { " \(Self.short($0.loss))" } ?? "" }

  // MARK: - Edges

  private var forwardEdges: [Diagram.Element] {
    graph.nodes.flatMap { node in
      (node.inputs + node.operands).map { .edge(.init(from: $0.name, to: node.output.name)) }
    }
  }

  private var backwardEdges: [Diagram.Element] {
    gradients.needed.flatMap { adjoint -> [Diagram.Element] in
      let sources = sources(of: adjoint)
      return sources.enumerated().map { position, source in
        // A gradient that comes from several layers is written once.
        guard position == 0 else { return .edge(.init(from: source, to: adjoint.tensor.name, .backward(norm: norm(adjoint)))) }
        return .edge(
          .gradient(
            from: source, to: adjoint.tensor.name, formula: readable(adjoint), shape: shape(adjoint.tensor),
            norm: norm(adjoint)))
      }
    }
  }

  /// The boxes that a gradient comes out of: a fused region, or the layers that use the tensor.
  private func sources(of adjoint: Adjoint) -> [String] {
    if let region = regions.firstIndex(where: { $0.adjoints.contains { $0.tensor == adjoint.tensor } }) {
      return [Self.name(ofRegion: region)]
    }
    return graph.program.consumers(of: adjoint.tensor).map(\.symbol).filter { user in
      user == graph.program.loss || gradients.adjoint(of: user) != nil
    }.map(\.name)
  }

  private func norm(_ adjoint: Adjoint) -> Double? { measurements?.norms[adjoint.tensor] }

  /// The formula in terms of the graph's own tensors, where that is short.
  private func readable(_ adjoint: Adjoint) -> String {
    let symbol = adjoint.definition.symbol
    guard let resolved = try? gradients.resolved(adjoint) else { return adjoint.definition.shortText }
    return TensorDefinition(symbol, resolved.result).shortText
  }

  private func shape(_ tensor: TensorSymbol) -> String {
    guard let rows = measurements?.rows else { return tensor.extents.shapeText }
    return tensor.extents.map { $0 == .rows ? .fixed(rows) : $0 }.shapeText
  }

  private static func short(_ value: Double) -> String {
    "\((value * 1e4).rounded() / 1e4)"
  }
}

extension Target.Kind {
  fileprivate var text: String {
    switch self {
    case .classIndices: "class indices"
    case .distribution: "rows sum to 1"
    case .weights: "weights"
    case .values: "values"
    }
  }
}

extension TensorDefinition {
  /// In matrix notation where there is one, in index notation elsewhere.
  fileprivate var shortText: String {
    matrixNotation.map { "\(symbol.name) = \($0.text)" } ?? description
  }
}

extension Diagram {
  /// Every node, those of clusters included, in order of appearance.
  public var nodes: [Node] { elements.nodes }

  /// Every edge, those written inside clusters included, in order of appearance.
  public var edges: [Edge] { elements.edges }

  /// Every cluster, outer before inner, in order of appearance.
  public var clusters: [Cluster] { elements.clusters }
}

extension [Diagram.Element] {
  var nodes: [Diagram.Node] {
    flatMap { (element) -> [Diagram.Node] in
      switch element {
      case .node(let node): [node]
      case .edge: []
      case .cluster(let cluster): cluster.elements.nodes
      }
    }
  }

  var edges: [Diagram.Edge] {
    flatMap { (element) -> [Diagram.Edge] in
      switch element {
      case .node: []
      case .edge(let edge): [edge]
      case .cluster(let cluster): cluster.elements.edges
      }
    }
  }

  var clusters: [Diagram.Cluster] {
    flatMap { (element) -> [Diagram.Cluster] in
      switch element {
      case .node, .edge: []
      case .cluster(let cluster): [cluster] + cluster.elements.clusters
      }
    }
  }
}

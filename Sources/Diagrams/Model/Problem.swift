extension Diagram {
  /// What makes a diagram impossible to draw faithfully.
  public enum Problem: Sendable, Equatable {
    /// Two nodes or clusters share an id.
    case duplicateID(String)
    /// An edge names something that the diagram does not have.
    case unknownEndpoint(String, edge: Edge)
    /// An edge ends at a cluster without nodes, which has no place in a layout.
    case emptyClusterAtEdge(String)
  }

  /// The problems of the diagram, in order of appearance; empty when it can be drawn.
  public var problems: [Problem] {
    let nodeIDs = nodes.map(\.id)
    let clusterIDs = clusters.map(\.id)
    var seen: Set<String> = []
    let duplicates = (nodeIDs + clusterIDs).filter { !seen.insert($0).inserted }
    let drawable = Set(nodeIDs + clusters.filter { !$0.elements.nodes.isEmpty }.map(\.id))
    let atEdges = edges.flatMap { edge in
      [edge.from, edge.to].filter { !drawable.contains($0) }.map { id in
        seen.contains(id) ? Problem.emptyClusterAtEdge(id) : .unknownEndpoint(id, edge: edge)
      }
    }
    return duplicates.map(Problem.duplicateID) + atEdges
  }
}

extension Diagram.Problem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .duplicateID(let id):
      "two nodes or clusters have the id \"\(id)\"; give each its own"
    case .unknownEndpoint(let id, let edge):
      "the edge from \"\(edge.from)\" to \"\(edge.to)\" names \"\(id)\", which is no node or cluster of the diagram"
    case .emptyClusterAtEdge(let id):
      "an edge ends at the cluster \"\(id)\", which has no nodes; give it one or end the edge elsewhere"
    }
  }
}

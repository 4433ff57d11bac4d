/// Which cluster holds what.
struct Containment {
  /// The clusters around each node and cluster, the outermost first.
  private var paths: [String: [String]] = [:]
  /// The nodes of each cluster, those of inner clusters included.
  private var members: [String: [String]] = [:]

  init(_ diagram: Diagram) {
    record(diagram.elements, path: [])
  }

  private mutating func record(_ elements: [Diagram.Element], path: [String]) {
    for element in elements {
      switch element {
      case .edge: break
      case .node(let node): paths[node.id] = path
      case .cluster(let cluster):
        paths[cluster.id] = path
        members[cluster.id] = cluster.elements.nodes.map(\.id)
        record(cluster.elements, path: path + [cluster.id])
      }
    }
  }

  func contains(_ node: String, in cluster: String) -> Bool {
    paths[node, default: []].contains(cluster)
  }

  /// The innermost cluster around both of two nodes or clusters, or nil when none holds both.
  func innermost(around first: String, _ second: String) -> String? {
    zip(paths[first, default: []], paths[second, default: []]).filter { $0 == $1 }.last?.0
  }

  /// Where an edge starts that leaves a node or cluster downwards: from a cluster, behind its last node.
  func upperAnchor(_ id: String) -> PlannedEdge.Anchor {
    anchor(id) { $0.last }
  }

  /// Where an edge ends that comes to a node or cluster from above: at a cluster, before its first node.
  func lowerAnchor(_ id: String) -> PlannedEdge.Anchor {
    anchor(id) { $0.first }
  }

  private func anchor(_ id: String, choose: ([String]) -> String?) -> PlannedEdge.Anchor {
    guard let nodes = members[id], let node = choose(nodes) else { return .init(node: id, cluster: nil) }
    return .init(node: node, cluster: id)
  }
}

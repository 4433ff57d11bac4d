/// An edge as the layout sees it: it always runs the way of the forward computation.
///
/// Layout follows edges from rank to rank, so a gradient that ran against the values would close a cycle and
/// turn the picture over. It is laid out forwards instead and its arrowhead drawn at the tail.
struct PlannedEdge {
  let edge: Diagram.Edge
  let upper: Anchor
  let lower: Anchor
  /// The node that carries the edge's label, where there is one.
  let labelNode: String?

  /// A node, and the cluster at whose border the line stops short of it.
  struct Anchor {
    let node: String
    let cluster: String?
  }
}

/// All edges of a diagram with their labels.
///
/// A label is a node of its own in the middle of its edge. Graphviz keeps nodes apart from each other, from lines
/// and from foreign clusters; an edge's `label` attribute promises none of that.
struct EdgePlan {
  let edges: [PlannedEdge]
  private let containment: Containment
  private let computed: Set<String>

  init(_ diagram: Diagram) {
    let containment = Containment(diagram)
    var names = UniqueNames(taken: diagram.nodes.map(\.id))
    self.containment = containment
    computed = Set(diagram.nodes.filter(\.role.isComputed).map(\.id))
    edges = diagram.edges.map { edge in
      let forward = edge.role == .forward
      let (upper, lower) = forward ? (edge.from, edge.to) : (edge.to, edge.from)
      return PlannedEdge(
        edge: edge,
        upper: containment.upperAnchor(upper),
        lower: containment.lowerAnchor(lower),
        labelNode: edge.lines.isEmpty ? nil : names.make("\(edge.from) → \(edge.to)"))
    }
  }

  var hasLabels: Bool { edges.contains { $0.labelNode != nil } }

  var reachesClusters: Bool { edges.contains { $0.upper.cluster != nil || $0.lower.cluster != nil } }

  /// Whether an edge carries a value from one computed node to the next. The layout keeps such edges straight, so
  /// that the eye can follow the chain of layers.
  func isSpine(_ planned: PlannedEdge) -> Bool {
    planned.edge.role == .forward && computed.contains(planned.upper.node) && computed.contains(planned.lower.node)
  }

  /// The edges whose labels belong directly into a cluster, or outside all of them.
  func labelled(in cluster: String?) -> [PlannedEdge] {
    edges.filter { planned in
      planned.labelNode != nil && containment.innermost(around: planned.edge.from, planned.edge.to) == cluster
    }
  }

  /// How many lines cross the upper and the lower side of a cluster.
  func crossings(of cluster: String) -> (upper: Int, lower: Int) {
    var count = (upper: 0, lower: 0)
    for planned in edges {
      let startsInside = containment.contains(planned.upper.node, in: cluster)
      let endsInside = containment.contains(planned.lower.node, in: cluster)
      // A line to or from the cluster itself stops at its frame.
      if !startsInside && endsInside && planned.lower.cluster != cluster { count.upper += 1 }
      if startsInside && !endsInside && planned.upper.cluster != cluster { count.lower += 1 }
    }
    return count
  }
}

extension Diagram.Node.Role {
  fileprivate var isComputed: Bool {
    switch self {
    case .tensor, .layer, .loss, .output: true
    case .input, .parameter, .target, .adjoint: false
    }
  }
}

/// Makes names that no node of the diagram has.
private struct UniqueNames {
  private var taken: Set<String>

  init(taken: [String]) {
    self.taken = Set(taken)
  }

  mutating func make(_ wish: String) -> String {
    var name = wish
    var number = 2
    while !taken.insert(name).inserted {
      name = "\(wish) (\(number))"
      number += 1
    }
    return name
  }
}

extension Diagram {
  /// The diagram in Graphviz's DOT language, ready for `dot` and for a diff: one statement a line, in the order of the
  /// elements, and the same text for equal diagrams.
  ///
  /// A diagram with `problems` prints too, but Graphviz draws something else than was meant.
  public func dot() -> String {
    DOTPrinter(self).text
  }
}

/// Turns a diagram into DOT text.
struct DOTPrinter {
  private let diagram: Diagram
  private let plan: EdgePlan
  private let widths: WidthScale

  /// The weight of lines that should run straight; others weigh 1.
  private static let straight = 3.0

  init(_ diagram: Diagram) {
    self.diagram = diagram
    plan = EdgePlan(diagram)
    widths = WidthScale(diagram)
  }

  var text: String {
    let body = graphSettings + defaults + elements(diagram.elements, in: nil) + plan.edges.flatMap(edge)
    let lines = ["digraph \(Escaping.quoted(diagram.name)) {"] + body.indented + ["}"]
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: Settings

  private var graphSettings: [String] {
    var settings = Attributes([
      "rankdir": diagram.direction == .topToBottom ? "TB" : "LR",
      "bgcolor": Style.background, "fontname": Style.sansSerif, "labelloc": "t",
    ])
    settings.append("pad", 0.25)
    // Around a PDF Graphviz would leave half an inch more.
    settings.append("margin", 0)
    settings.append("nodesep", 0.5)
    // A label takes a rank of its own, so with labels there are twice as many ranks at about half the distance.
    settings.append("ranksep", plan.hasLabels ? 0.32 : 0.55)
    if plan.reachesClusters { settings.append("compound", "true") }
    if let heading = Heading(diagram: diagram).markup { settings.setLabel(heading) }
    return settings.statements
  }

  private var defaults: [String] {
    var node = Attributes(["shape": "box", "style": "rounded,filled", "fontname": Style.sansSerif])
    node.append("fontsize", Style.titleSize)
    node.append("penwidth", 1.2)
    node.append("margin", "0.17,0.09")
    node.append("height", 0.4)
    var edge = Attributes(["color": Style.value.line])
    edge.append("penwidth", Style.valueWidth)
    edge.append("arrowsize", arrowSize(Style.valueWidth))
    if plan.hasLabels { edge.append("minlen", 2) }
    return node.statement("node") + edge.statement("edge")
  }

  // MARK: Nodes and clusters

  private func elements(_ elements: [Diagram.Element], in cluster: String?) -> [String] {
    let own = elements.flatMap { (element) -> [String] in
      switch element {
      case .node(let node): self.node(node)
      case .cluster(let cluster): self.cluster(cluster)
      // Inside a cluster's braces an edge would pull its ends into the cluster, so edges follow at the end.
      case .edge: []
      }
    }
    return own + plan.labelled(in: cluster).flatMap(labelNode)
  }

  private func node(_ node: Diagram.Node) -> [String] {
    let style = node.role.style
    var attributes = Attributes(["class": node.role.rawValue, "fillcolor": style.fill, "color": style.border])
    // Lines leave a parameter in the order of the edges, the value before its gradient, in every layer alike.
    if node.role == .parameter { attributes.append("ordering", "out") }
    attributes.setLabel(Labels.node(node, style: style))
    return attributes.statement(Escaping.quoted(node.id))
  }

  private func cluster(_ cluster: Diagram.Cluster) -> [String] {
    let crossings = plan.crossings(of: cluster.id)
    // The label goes where fewer lines would run through it. From left to right, none crosses the upper side.
    let atTop = diagram.direction == .leftToRight || crossings.upper < crossings.lower
    var settings = Attributes([
      "class": "cluster", "style": "rounded,filled", "fillcolor": Style.cluster.fill, "color": Style.cluster.border,
      "fontname": Style.sansSerif, "labeljust": "l", "labelloc": atTop ? "t" : "b",
    ])
    settings.append("margin", 14)
    settings.setLabel(Labels.cluster(cluster))
    let body = settings.statements + elements(cluster.elements, in: cluster.id)
    return ["subgraph \(clusterName(cluster.id)) {"] + body.indented + ["}"]
  }

  private func labelNode(_ planned: PlannedEdge) -> [String] {
    guard let name = planned.labelNode else { return [] }
    let style = planned.edge.role.style
    var attributes = Attributes(["class": className(planned.edge.role), "fillcolor": style.fill, "color": style.border])
    attributes.append("penwidth", 1)
    attributes.append("margin", "0.1,0.04")
    attributes.append("height", 0.25)
    attributes.setLabel(Labels.edge(planned.edge))
    return attributes.statement(Escaping.quoted(name))
  }

  // Graphviz draws a subgraph as a frame only if its name begins like this.
  private func clusterName(_ id: String) -> String { Escaping.quoted("cluster_" + id) }

  // MARK: Edges

  private func edge(_ planned: PlannedEdge) -> [String] {
    let upper = Escaping.quoted(planned.upper.node)
    let lower = Escaping.quoted(planned.lower.node)
    guard let name = planned.labelNode else {
      return edgeAttributes(planned, part: .whole).statement("\(upper) -> \(lower)")
    }
    let label = Escaping.quoted(name)
    return edgeAttributes(planned, part: .upper).statement("\(upper) -> \(label)")
      + edgeAttributes(planned, part: .lower).statement("\(label) -> \(lower)")
  }

  /// The part of an edge that a line draws: all of it, or what lies before or behind its label.
  private enum Part {
    case whole, upper, lower
  }

  private func edgeAttributes(_ planned: PlannedEdge, part: Part) -> Attributes {
    let role = planned.edge.role
    var attributes = Attributes(["class": className(role)])
    if role != .forward { appendGradientLook(planned.edge, to: &attributes) }
    if plan.isSpine(planned) { attributes.append("weight", Self.straight) }
    let arrowPart: Part = role == .forward ? .lower : .upper
    if part != .whole && part != arrowPart {
      attributes.append("dir", "none")
    } else if role != .forward {
      attributes.append("dir", "back")
    }
    appendEnds(planned, part: part, to: &attributes)
    return attributes
  }

  private func appendGradientLook(_ edge: Diagram.Edge, to attributes: inout Attributes) {
    let width = widths.width(norm: edge.norm)
    attributes.append("color", Style.gradient.line)
    attributes.append("penwidth", width)
    attributes.append("arrowsize", arrowSize(width))
  }

  private func appendEnds(_ planned: PlannedEdge, part: Part, to attributes: inout Attributes) {
    let horizontal = diagram.direction == .leftToRight
    let tail = part == .lower ? nil : planned.upper.cluster
    let head = part == .upper ? nil : planned.lower.cluster
    if part == .upper { attributes.append("headport", horizontal ? "w" : "n") }
    if part != .whole { attributes.append("minlen", 1) }
    if let tail { attributes.append("ltail", "cluster_" + tail) }
    if let head { attributes.append("lhead", "cluster_" + head) }
    if part == .lower && head != nil { attributes.append("tailport", horizontal ? "e" : "s") }
    // A slanting line would meet the frame at its round corner, where it does not quite reach it.
    if part != .whole && (tail ?? head) != nil { attributes.append("weight", Self.straight) }
  }

  private func className(_ role: Diagram.Edge.Role) -> String { role == .forward ? "forward" : "backward" }

  // Graphviz does not enlarge arrowheads with the line, and a wide line would swallow its own.
  private func arrowSize(_ width: Double) -> Double { 0.6 + 0.1 * width }
}

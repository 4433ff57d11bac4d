/// A picture of a layer graph with its gradient flow, as a value.
///
/// A diagram says what is drawn and what role each part plays; how a role looks belongs to `DOT/`.
/// Elements keep their order, so equal diagrams print equal text.
public struct Diagram: Sendable, Equatable {
  /// The name of the graph in DOT text.
  public var name: String
  /// The heading of the picture.
  public var title: String?
  /// Where the forward computation runs to.
  public var direction: Direction
  /// Whether a line under the title explains the colours that occur.
  public var showsLegend: Bool
  public var elements: [Element]

  public init(
    _ name: String, title: String? = nil, direction: Direction = .topToBottom, showsLegend: Bool = false,
    elements: [Element] = []
  ) {
    self.name = name
    self.title = title
    self.direction = direction
    self.showsLegend = showsLegend
    self.elements = elements
  }
}

extension Diagram {
  public enum Direction: Sendable, Equatable, CaseIterable {
    case topToBottom
    case leftToRight
  }

  public enum Element: Sendable, Equatable {
    case node(Node)
    case edge(Edge)
    case cluster(Cluster)
  }
}

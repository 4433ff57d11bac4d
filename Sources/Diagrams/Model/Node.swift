extension Diagram {
  /// A box of the diagram.
  public struct Node: Sendable, Equatable {
    /// What edges name it by; unique among the nodes and clusters of its diagram.
    public var id: String
    public var role: Role
    /// The first line of the label, such as `A = SoftMax(Z)`.
    public var title: String
    public var lines: [Line]

    /// - Parameter title: The first line of the label; the id when it is left out.
    public init(_ id: String, _ role: Role, title: String? = nil, lines: [Line] = []) {
      self.id = id
      self.role = role
      self.title = title ?? id
      self.lines = lines
    }
  }
}

extension Diagram.Node {
  /// What a node stands for, which decides its colours.
  public enum Role: String, Sendable, Equatable, CaseIterable {
    case input
    case parameter
    case target
    /// A tensor that a layer computes.
    case tensor
    /// A layer drawn apart from the tensor it computes.
    case layer
    case loss
    /// The derivative of a loss, drawn as a box of its own.
    case adjoint
    case output
  }
}

extension Diagram {
  /// A frame around nodes and further clusters, such as the nodes that one fused gradient replaces.
  ///
  /// Edges may stand among a cluster's elements; membership follows from nodes alone.
  public struct Cluster: Sendable, Equatable {
    /// What edges name it by; unique among the nodes and clusters of its diagram.
    public var id: String
    public var label: String
    /// Maths text that follows the label on its line.
    public var formula: String?
    public var elements: [Element]

    public init(_ id: String, label: String, formula: String? = nil, elements: [Element]) {
      self.id = id
      self.label = label
      self.formula = formula
      self.elements = elements
    }
  }
}

extension Diagram {
  /// An arrow between two nodes or clusters, with an optional label that sits on it.
  public struct Edge: Sendable, Equatable {
    /// The id of the node or cluster at the arrow's tail. An arrow at a cluster ends at the cluster's border.
    public var from: String
    /// The id of the node or cluster that the arrow points to.
    public var to: String
    public var role: Role
    public var lines: [Line]

    public init(from: String, to: String, _ role: Role = .forward, lines: [Line] = []) {
      self.from = from
      self.to = to
      self.role = role
      self.lines = lines
    }
  }
}

extension Diagram.Edge {
  public enum Role: Sendable, Equatable {
    /// A value on its way from inputs to the loss.
    case forward
    /// A gradient on its way back. The norm, where it is known, decides the width (see `WidthScale`).
    case backward(norm: Double?)
  }

  /// A gradient with the label that readers know from others: the formula, and below it shape and norm.
  public static func gradient(
    from: String, to: String, formula: String, shape: String? = nil, norm: Double? = nil
  ) -> Diagram.Edge {
    let details = [shape, norm.map { "norm \(NumberText.short($0))" }].compactMap { $0 }
    let note: [Diagram.Line] = details.isEmpty ? [] : [.note(details.joined(separator: " · "))]
    return Diagram.Edge(from: from, to: to, .backward(norm: norm), lines: [.formula(formula)] + note)
  }

  var norm: Double? {
    switch role {
    case .forward: nil
    case .backward(let norm): norm
    }
  }
}

extension Diagram {
  /// One line of a label below its title. The text is literal: nothing in it is markup.
  public enum Line: Sendable, Equatable {
    /// Maths text, such as `Xᵀ(A − Y)/m`, set in an italic serif.
    case formula(String)
    /// Anything else, such as the shape `150 × 3`, set small.
    case note(String)
  }
}

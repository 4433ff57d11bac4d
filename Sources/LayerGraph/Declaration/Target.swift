import IndexCalculus

/// What a loss compares with, and what is known of its values. A derivation uses only what the kind grants.
public struct Target: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    /// One class number a row: `Y_ij = δ(j, y_i)`.
    case classIndices
    /// Rows of non-negative entries that sum to one.
    case distribution
    /// Rows of non-negative weights with any sum.
    case weights
    /// Any real values.
    case values

    /// For sentences.
    var phrase: String {
      switch self {
      case .classIndices: "class indices"
      case .distribution: "rows that sum to 1"
      case .weights: "weights"
      case .values: "any values"
      }
    }
  }

  public let name: String
  public let kind: Kind

  public static func classIndices(_ name: String) -> Target { Target(name: name, kind: .classIndices) }
  /// Rows with a single 1.
  public static func oneHot(_ name: String) -> Target { Target(name: name, kind: .distribution) }
  /// Rows that sum to one.
  public static func distribution(_ name: String) -> Target { Target(name: name, kind: .distribution) }
  public static func weights(_ name: String) -> Target { Target(name: name, kind: .weights) }
  public static func values(_ name: String) -> Target { Target(name: name, kind: .values) }
}

/// A target in a layer's formula: an element is a number whatever the target's kind.
public struct TargetTensor: Hashable, Sendable {
  public let symbol: TensorSymbol
  public let kind: Target.Kind
  /// The entries of one row.
  public let width: Int

  public subscript(row: IndexTerm, column: IndexTerm) -> Expression {
    switch kind {
    case .classIndices: .delta(column, .element(symbol, [row]))
    case .distribution, .weights, .values: .access(symbol, [row, column])
    }
  }
}

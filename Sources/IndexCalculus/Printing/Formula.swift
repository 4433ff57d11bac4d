/// A formula as it stands on paper: what every printer reads, whatever it writes.
public indirect enum Formula: Hashable, Sendable {
  case identifier(String)
  case number(String)
  /// `A_rs`: the positions below the base.
  case element(Formula, [Formula])
  case superscript(Formula, Formula)
  case fraction(Formula, Formula)
  /// `Σ_k body`.
  case reduction(Reduction, Formula, Formula)
  /// `argmax_k body`.
  case argmax(Formula, Formula)
  /// `exp(x)`; the name is upright.
  case call(String, Formula)
  case root(Formula)
  case negated(Formula)
  /// Terms, each with the sign in front of it.
  case sum([Term])
  /// Factors side by side, with nothing or an operator between them.
  case product([Formula], Juxtaposition)
  /// Iverson's bracket.
  case relation(Formula, Relation, Formula)
  case cases(Formula, condition: Formula, otherwise: Formula)
  case transposed(Formula)
  case derivative(Formula, by: Formula)
  case parenthesised(Formula)

  public struct Term: Hashable, Sendable {
    public let isNegative: Bool
    public let formula: Formula
  }

  public enum Juxtaposition: Hashable, Sendable {
    /// Factors of a product of numbers, or of matrices.
    case plain
    /// `⊙`, entry by entry.
    case entrywise
    /// `⊘`, entry by entry.
    case entrywiseQuotient
  }
}

extension Formula {
  /// How strongly the formula holds together; one in a tighter place gets parentheses.
  enum Binding: Int, Comparable {
    case sum, reduction, product, power, atom

    static func < (left: Binding, right: Binding) -> Bool { left.rawValue < right.rawValue }
  }

  var binding: Binding {
    switch self {
    case .sum, .negated, .cases: .sum
    case .reduction, .argmax: .reduction
    case .product, .fraction, .derivative: .product
    case .superscript, .transposed: .power
    case .identifier, .number, .element, .call, .root, .relation, .parenthesised: .atom
    }
  }

  /// The formula, in parentheses unless it holds together at least that strongly.
  func bound(atLeast binding: Binding) -> Formula { self.binding >= binding ? self : .parenthesised(self) }

  static func product(_ factors: [Formula]) -> Formula {
    factors.count == 1 ? factors[0] : .product(factors, .plain)
  }
}

/// A formula as it stands on paper: what every printer reads, whatever it writes.
public indirect enum Formula: Hashable, Sendable {
  case identifier(String)
  /// A fixed vector or matrix that is set in bold: the ones **1**, the identity **I**, a unit vector's **e**.
  case bold(String)
  case number(String)
  /// `A_rs`: the positions below the base.
  case element(Formula, [Formula])
  case superscript(Formula, Formula)
  /// Every entry of a matrix raised to a power.
  case entrywisePower(Formula, Formula)
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

    public init(isNegative: Bool = false, _ formula: Formula) {
      self.isNegative = isNegative
      self.formula = formula
    }
  }

  public enum Juxtaposition: Hashable, Sendable {
    /// Factors of a product of numbers.
    case plain
    /// Factors of a product of matrices, after those that are numbers.
    case matrix
    /// `⊙`, entry by entry.
    case entrywise
    /// `⊘`, entry by entry.
    case entrywiseQuotient
    /// `⊗`, Kronecker's product.
    case kronecker
  }
}

extension Formula {
  /// How strongly the formula holds together; one in a tighter place gets parentheses.
  enum Binding: Int, Comparable {
    case choice, sum, reduction, entrywise, product, power, atom

    static func < (left: Binding, right: Binding) -> Bool { left.rawValue < right.rawValue }
  }

  var binding: Binding {
    switch self {
    case .cases: .choice
    case .sum, .negated: .sum
    case .reduction, .argmax: .reduction
    case .product(_, .entrywise), .product(_, .entrywiseQuotient), .product(_, .kronecker): .entrywise
    case .product(_, .plain), .product(_, .matrix), .fraction, .derivative: .product
    case .superscript, .entrywisePower, .transposed: .power
    case .identifier, .bold, .number, .element, .call, .root, .relation, .parenthesised: .atom
    }
  }

  /// The formula, in parentheses unless it holds together at least that strongly.
  func bound(atLeast binding: Binding) -> Formula { self.binding >= binding ? self : .parenthesised(self) }

  /// The formula without the parentheses around it, for a place that needs none.
  var unwrapped: Formula {
    if case .parenthesised(let inner) = self { inner } else { self }
  }

  static func product(_ factors: [Formula]) -> Formula {
    factors.count == 1 ? factors[0] : .product(factors, .plain)
  }

  /// Whether the last thing on the line is the body of a reduction, which would take in what follows.
  var endsInReduction: Bool {
    switch self {
    case .reduction, .argmax: true
    case .product(let factors, _): factors.last?.endsInReduction ?? false
    case .negated(let operand): operand.endsInReduction
    case .sum(let terms): terms.last?.formula.endsInReduction ?? false
    case .fraction(_, let bottom): bottom.endsInReduction
    case .identifier, .bold, .number, .element, .superscript, .entrywisePower, .call, .root, .relation, .cases,
      .transposed, .derivative, .parenthesised:
      false
    }
  }
}

extension Formula: CustomStringConvertible {
  public var description: String { text }
}

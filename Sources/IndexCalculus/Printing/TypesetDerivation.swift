/// A derivation ready to be printed: what is derived, and one formula for each rule that was applied.
public struct TypesetDerivation: Hashable, Sendable {
  public struct Line: Hashable, Sendable {
    /// The rule that led to the formula.
    public let rule: String
    public let formula: Formula

    public init(rule: String, _ formula: Formula) {
      self.rule = rule
      self.formula = formula
    }
  }

  /// What stands before the first equals sign.
  public let left: Formula
  public let lines: [Line]

  public init(_ left: Formula, lines: [Line]) {
    self.left = left
    self.lines = lines
  }

  public init(_ left: Formula, steps: [DerivationStep], names: IndexNames = IndexNames()) {
    self.init(left, lines: steps.map { Line(rule: $0.rule, $0.expression.formula(names)) })
  }
}

extension TypesetDerivation {
  /// An `align*` environment, each line with the name of its rule.
  public var latex: String {
    let rows = lines.enumerated().map { position, line in
      "  \(position == 0 ? left.latex : "") &= \(line.formula.latex) && \\text{\(LaTeXText(line.rule).text)}"
    }
    let body = rows.isEmpty ? "  \(left.latex)" : rows.joined(separator: " \\\\\n")
    return "\\begin{align*}\n\(body)\n\\end{align*}"
  }

  /// A table with the left side, the formulas and the names of the rules as its columns.
  public var mathML: String {
    let rows = lines.enumerated().map { position, line in
      let name = position == 0 ? MathMLElement("mrow", [left.mathMLElement]) : MathMLElement("mrow", [])
      let formula = MathMLElement("mrow", [MathMLElement("mo", "="), line.formula.mathMLElement])
      let cells = [name, formula, MathMLElement("mtext", line.rule)].map { MathMLElement("mtd", [$0]) }
      return MathMLElement("mtr", cells)
    }
    let table = MathMLElement("mtable", rows, attributes: [("columnalign", "right left left")])
    return table.document
  }
}

import ArgumentParser
import IndexCalculus

/// How derivations are written.
enum SheetFormat: String, ExpressibleByArgument, CaseIterable {
  case text, latex, mathml

  /// All sheets as one document.
  func document(_ sheets: [DerivationSheet], of graph: String, withSteps: Bool) -> String {
    switch self {
    case .text: sheets.map { Self.text($0, withSteps) }.joined(separator: "\n\n")
    case .latex: Self.latex(sheets, graph, withSteps)
    case .mathml: sheets.map { Self.mathML($0, withSteps) }.joined(separator: "\n")
    }
  }

  private static func text(_ sheet: DerivationSheet, _ withSteps: Bool) -> String {
    var lines = ["\(sheet.name)   \(sheet.shape)", ""]
    if withSteps { lines += steps(sheet.steps) + [""] }
    lines += sheet.statements.map { statement in
      let remark = statement.remark.isEmpty ? "" : "   \(statement.remark)"
      return "  \(statement.left.text) = \(statement.right.text)\(remark)"
    }
    return lines.joined(separator: "\n")
  }

  /// One rule a line, the rules' names in a column of their own.
  private static func steps(_ derivation: TypesetDerivation) -> [String] {
    let formulas = derivation.lines.map { "    = \($0.formula.text)" }
    // Beyond this the names would drift off to the right for the sake of one long line.
    let width = min(formulas.map(\.count).max() ?? 0, 84)
    let lines = zip(formulas, derivation.lines).map { formula, line in
      formula + String(repeating: " ", count: max(width - formula.count, 0) + 3) + line.rule
    }
    return ["  \(derivation.left.text)"] + lines
  }

  private static func latex(_ sheets: [DerivationSheet], _ graph: String, _ withSteps: Bool) -> String {
    var document = LaTeXDocument(title: graph)
    for sheet in sheets {
      document.addHeading("\(sheet.name), \(sheet.shape)")
      if withSteps { document.add(sheet.steps) }
      for statement in sheet.statements { document.add(typeset(statement)) }
    }
    return document.text
  }

  private static func mathML(_ sheet: DerivationSheet, _ withSteps: Bool) -> String {
    ((withSteps ? [sheet.steps] : []) + sheet.statements.map(typeset)).map(\.mathML).joined(separator: "\n")
  }

  private static func typeset(_ statement: DerivationSheet.Statement) -> TypesetDerivation {
    TypesetDerivation(statement.left, lines: [.init(rule: statement.remark, statement.right)])
  }
}

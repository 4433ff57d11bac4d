/// A LaTeX document of derivations and formulas that compiles as it is.
public struct LaTeXDocument: Hashable, Sendable {
  public let title: String
  private var blocks: [String] = []

  public init(title: String) { self.title = title }

  public mutating func add(_ derivation: TypesetDerivation) { blocks.append(derivation.latex) }

  public mutating func add(_ formula: Formula) { blocks.append("\\[\n  \(formula.latex)\n\\]") }

  public mutating func addHeading(_ heading: String) { blocks.append("\\section*{\(LaTeXText(heading).text)}") }

  /// The whole document. Its pages are wide and its lines may break, for a derivation's lines can be long.
  public var text: String {
    let preamble = """
      \\documentclass{article}
      \\usepackage{amsmath}
      \\usepackage{amssymb}
      \\usepackage[a3paper,landscape,margin=2cm]{geometry}
      \\allowdisplaybreaks
      \\begin{document}
      \\section*{\(LaTeXText(title).text)}
      """
    return ([preamble] + blocks + ["\\end{document}", ""]).joined(separator: "\n\n")
  }
}

/// Running text for LaTeX, such as the name of a rule: special characters are escaped, and symbols set in math mode.
struct LaTeXText {
  let text: String

  init(_ plain: String) { text = plain.map { Self.latex($0) }.joined() }

  private static func latex(_ character: Character) -> String {
    switch character {
    case "\\": "\\textbackslash{}"
    case "^": "\\textasciicircum{}"
    case "~": "\\textasciitilde{}"
    case "#", "$", "%", "&", "_", "{", "}": "\\\(character)"
    case "∂": "$\\partial$"
    case "−": "$-$"
    case "“": "``"
    case "”": "''"
    case "’", "′": "'"
    case "·": "$\\cdot$"
    case "…": "\\dots{}"
    default: character.isASCII ? String(character) : "$\(LaTeXName(String(character)).text)$"
    }
  }
}

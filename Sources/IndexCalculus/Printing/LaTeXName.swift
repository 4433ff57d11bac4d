/// A tensor's or an index's name in LaTeX's math mode.
struct LaTeXName {
  let text: String

  init(_ name: String) {
    let letters = Self.letters(of: name)
    // A space ends a control word; at the end of a name, whatever follows does that too.
    let alone = letters.hasSuffix(" ") && letters != "\\ " ? String(letters.dropLast()) : letters
    text = name.count == 1 ? alone : "\\mathit{\(letters)}"
  }

  /// Each character as LaTeX's math mode writes it, with nothing around.
  static func letters(of name: String) -> String {
    name.map { latex($0) }.joined()
  }

  private static func latex(_ character: Character) -> String {
    if let special = specials[character] { return special }
    if let greek = greek[character] { return greek }
    guard let scalar = character.unicodeScalars.first, scalar.value > 126 else { return String(character) }
    // Letters up to ÿ are in every font; for others the code point stands in, so that the document compiles anyway.
    let isLatin = character.unicodeScalars.count == 1 && (0xC0...0xFF).contains(scalar.value)
    let codes = character.unicodeScalars.map { "U+" + String($0.value, radix: 16, uppercase: true) }
    return "\\text{\(isLatin ? String(character) : codes.joined())}"
  }

  private static let specials: [Character: String] = [
    "_": "\\_", "#": "\\#", "$": "\\$", "%": "\\%", "&": "\\&", "{": "\\{", "}": "\\}", "~": "\\sim ",
    "^": "\\wedge ", "\\": "\\backslash ", "∂": "\\partial ", "∞": "\\infty ", " ": "\\ ",
    "⟨": "\\langle ", "⟩": "\\rangle ", "′": "'", "−": "-", "“": "\\text{``}", "”": "\\text{''}", "×": "\\times ",
  ]

  /// The capital letters that look like Latin ones have no command of their own.
  private static let greek: [Character: String] = [
    "α": "\\alpha ", "β": "\\beta ", "γ": "\\gamma ", "δ": "\\delta ", "ε": "\\varepsilon ", "ζ": "\\zeta ",
    "η": "\\eta ", "θ": "\\theta ", "ϑ": "\\vartheta ", "ι": "\\iota ", "κ": "\\kappa ", "λ": "\\lambda ",
    "μ": "\\mu ", "µ": "\\mu ", "ν": "\\nu ", "ξ": "\\xi ", "ο": "o", "π": "\\pi ", "ρ": "\\rho ",
    "σ": "\\sigma ", "ς": "\\varsigma ", "τ": "\\tau ", "υ": "\\upsilon ", "φ": "\\varphi ", "ϕ": "\\phi ",
    "χ": "\\chi ", "ψ": "\\psi ", "ω": "\\omega ", "Α": "A", "Β": "B", "Γ": "\\Gamma ", "Δ": "\\Delta ",
    "Ε": "E", "Ζ": "Z", "Η": "H", "Θ": "\\Theta ", "Ι": "I", "Κ": "K", "Λ": "\\Lambda ", "Μ": "M", "Ν": "N",
    "Ξ": "\\Xi ", "Ο": "O", "Π": "\\Pi ", "Ρ": "P", "Σ": "\\Sigma ", "Τ": "T", "Υ": "\\Upsilon ",
    "Φ": "\\Phi ", "Χ": "X", "Ψ": "\\Psi ", "Ω": "\\Omega ",
  ]
}

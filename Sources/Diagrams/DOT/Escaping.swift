/// Text as DOT and its HTML-like labels spell it.
enum Escaping {
  /// Text inside an HTML-like label, where `<`, `>`, `&` and `"` are markup.
  ///
  /// Graphviz replaces `\N` and the like inside labels, so a backslash is doubled. Characters that XML does not
  /// allow become U+FFFD, line ends become spaces, and empty text becomes a space, for Graphviz rejects an empty
  /// element.
  static func html(_ text: String) -> String {
    if text.isEmpty { return "&#160;" }
    return text.unicodeScalars.map(html).joined()
  }

  /// A quoted DOT identifier or attribute value. Line ends become spaces.
  static func quoted(_ text: String) -> String {
    let inner = text.unicodeScalars.map { (scalar) -> String in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case "\n", "\r": " "
      case "\0": "\u{FFFD}"
      default: String(scalar)
      }
    }
    return "\"" + inner.joined() + "\""
  }

  private static func html(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "<": "&lt;"
    case ">": "&gt;"
    case "&": "&amp;"
    case "\"": "&quot;"
    case "\\": "\\\\"
    case "\t", "\n", "\r": " "
    case "\u{0}"..<" ", "\u{FFFE}", "\u{FFFF}": "\u{FFFD}"
    default: String(scalar)
    }
  }
}

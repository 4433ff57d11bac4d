/// One element of a MathML document.
struct MathMLElement {
  private enum Content {
    case text(String)
    case children([MathMLElement])
  }

  private let name: String
  private let attributes: [(name: String, value: String)]
  private let content: Content

  init(_ name: String, _ text: String) {
    self.name = name
    attributes = []
    content = .text(text)
  }

  init(_ name: String, _ children: [MathMLElement], attributes: [(name: String, value: String)] = []) {
    self.name = name
    self.attributes = attributes
    content = .children(children)
  }

  /// The element as a formula that stands on lines of its own.
  var document: String {
    MathMLElement(
      "math", [self], attributes: [("xmlns", "http://www.w3.org/1998/Math/MathML"), ("display", "block")]
    ).text
  }

  private var text: String {
    let start = name + attributes.map { " \($0.name)=\"\(Self.escaped($0.value))\"" }.joined()
    return switch content {
    case .text(let text): "<\(start)>\(Self.escaped(text))</\(name)>"
    case .children(let children): "<\(start)>\(children.map(\.text).joined())</\(name)>"
    }
  }

  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      default: isAllowed(scalar) ? String(Character(scalar)) : "\u{FFFD}"
      }
    }.joined()
  }

  /// XML knows no control characters but tabulator and line ends.
  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }
}

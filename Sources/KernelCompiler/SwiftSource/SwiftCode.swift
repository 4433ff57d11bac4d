/// Swift source as a structure: lines, and blocks of lines under a header.
indirect enum SwiftCode {
  case line(String)
  case comment(String)
  case block(header: String, [SwiftCode])
  /// A block whose header opens a closure by itself.
  case closure(header: String, [SwiftCode])
  case blank
}

extension [SwiftCode] {
  /// The only place where structure becomes text.
  var text: String {
    var result = ""
    append(to: &result, depth: 0)
    return result
  }

  private func append(to result: inout String, depth: Int) {
    let margin = String(repeating: "  ", count: depth)
    for code in self {
      switch code {
      case .line(let text): result += margin + text + "\n"
      case .comment(let text): result += margin + "// " + text + "\n"
      case .block(let header, let body):
        result += margin + header + " {\n"
        body.append(to: &result, depth: depth + 1)
        result += margin + "}\n"
      case .closure(let header, let body):
        result += margin + header + "\n"
        body.append(to: &result, depth: depth + 1)
        result += margin + "}\n"
      case .blank: result += "\n"
      }
    }
  }
}

/// The attributes of a DOT statement, in the order in which they print.
struct Attributes {
  private var short: [String] = []
  private var label: [String] = []

  init(_ texts: KeyValuePairs<String, String> = [:]) {
    for (key, text) in texts { append(key, text) }
  }

  mutating func append(_ key: String, _ text: String) {
    short.append("\(key)=\(Escaping.quoted(text))")
  }

  mutating func append(_ key: String, _ number: Double) {
    short.append("\(key)=\(NumberText.attribute(number))")
  }

  /// Sets the label to lines of HTML-like markup.
  mutating func setLabel(_ markup: [String]) {
    label = markup
  }

  /// The attributes in brackets behind the subject of a statement; a label gets lines of its own.
  func statement(_ subject: String) -> [String] {
    let first = short.joined(separator: ", ")
    if label.isEmpty { return ["\(subject) [\(first)];"] }
    return ["\(subject) [\(first), label=<"] + label.indented + [">];"]
  }

  /// The attributes as statements of the graph or subgraph around them.
  var statements: [String] {
    let settings = short.map { $0 + ";" }
    return label.isEmpty ? settings : settings + ["label=<"] + label.indented + [">;"]
  }
}

extension [String] {
  var indented: [String] { map { "  " + $0 } }
}

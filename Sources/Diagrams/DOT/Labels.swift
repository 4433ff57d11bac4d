/// Builds the HTML-like labels of Graphviz, as lines of text.
enum Labels {
  /// A title over formula and note lines, centred.
  static func node(_ node: Diagram.Node, style: NodeStyle) -> [String] {
    let title = font("<B>\(Escaping.html(node.title))</B>", size: Style.titleSize, colour: style.text)
    return table(rows: [title] + node.lines.map { line($0, text: style.text, quietText: style.quietText) })
  }

  /// The label that sits on an edge.
  static func edge(_ edge: Diagram.Edge) -> [String] {
    let style = edge.role.style
    return table(rows: edge.lines.map { line($0, text: style.text, quietText: style.quietText) })
  }

  /// A cluster's label and, behind it, its formula.
  static func cluster(_ cluster: Diagram.Cluster) -> [String] {
    let label = font(Escaping.html(cluster.label), size: Style.noteSize, colour: Style.cluster.text)
    guard let text = cluster.formula else { return table(rows: [label]) }
    return table(rows: [label + " " + formula(text, colour: Style.cluster.text)])
  }

  /// Rows below each other, each a line of DOT text of its own, so that a changed row is a changed line.
  static func table(rows: [String], padding: Int = 1) -> [String] {
    let opening = "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"\(padding)\">"
    return [opening] + rows.map { "  <TR><TD>\($0)</TD></TR>" } + ["</TABLE>"]
  }

  static func font(_ markup: String, size: Double, colour: String) -> String {
    "<FONT POINT-SIZE=\"\(NumberText.attribute(size))\" COLOR=\"\(colour)\">\(markup)</FONT>"
  }

  private static func line(_ line: Diagram.Line, text: String, quietText: String) -> String {
    switch line {
    case .formula(let formula): self.formula(formula, colour: text)
    case .note(let note): font(Escaping.html(note), size: Style.noteSize, colour: quietText)
    }
  }

  // A formula is one run of one font. Several runs on a line would drift apart in an SVG whose reader has other fonts.
  private static func formula(_ text: String, colour: String) -> String {
    let size = NumberText.attribute(Style.formulaSize)
    let markup = "<I>\(Escaping.html(text))</I>"
    return "<FONT FACE=\"\(Style.serif)\" POINT-SIZE=\"\(size)\" COLOR=\"\(colour)\">\(markup)</FONT>"
  }
}

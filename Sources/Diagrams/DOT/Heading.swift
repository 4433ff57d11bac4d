/// The title of a diagram and, below it, the legend of the roles that occur in it.
struct Heading {
  let diagram: Diagram

  /// The entries of one row; more would make the legend wider than a small diagram.
  private static let rowLength = 5

  /// The markup, or nil for a diagram with neither title nor legend.
  var markup: [String]? {
    let rows = title + legend
    // The empty row keeps the drawing at a distance.
    return rows.isEmpty ? nil : Labels.table(rows: rows + ["&#160;"], padding: 3)
  }

  private var title: [String] {
    guard let title = diagram.title else { return [] }
    return [Labels.font("<B>\(Escaping.html(title))</B>", size: Style.headingSize, colour: Style.ink)]
  }

  private var legend: [String] {
    guard diagram.showsLegend else { return [] }
    let entries = nodeEntries + edgeEntries
    return stride(from: 0, to: entries.count, by: Self.rowLength).map { start in
      entries[start..<min(start + Self.rowLength, entries.count)].joined(separator: " &#160; ")
    }
  }

  private var nodeEntries: [String] {
    let used = Set(diagram.nodes.map(\.role))
    return Diagram.Node.Role.allCases.filter(used.contains).map { role in
      Self.entry("■", colour: role.style.border, text: role.rawValue)
    }
  }

  private var edgeEntries: [String] {
    let edges = diagram.edges
    let hasValues = edges.contains { $0.role == .forward }
    let hasGradients = edges.contains { $0.role != .forward }
    return (hasValues ? [Self.entry("→", colour: Style.value.line, text: "value")] : [])
      + (hasGradients ? [Self.entry("→", colour: Style.gradient.line, text: gradientText)] : [])
  }

  private var gradientText: String {
    let norms = diagram.edges.compactMap(\.norm)
    guard let lowest = norms.min(), let highest = norms.max(), lowest < highest else { return "gradient" }
    return "gradient, wider with its norm: \(NumberText.short(lowest)) to \(NumberText.short(highest))"
  }

  private static func entry(_ mark: String, colour: String, text: String) -> String {
    Labels.font("<B>\(mark)</B>", size: Style.titleSize, colour: colour) + "&#160;"
      + Labels.font(Escaping.html(text), size: Style.noteSize, colour: Style.quietInk)
  }
}

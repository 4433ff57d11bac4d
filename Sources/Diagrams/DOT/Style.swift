/// The look of a diagram: fonts, sizes in points, and the colours of each role. Nothing else names a colour.
///
/// Values flow dark and cool, gradients warm; text keeps a contrast of at least 4.5 : 1 with what is behind it.
enum Style {
  /// Families of one width (Helvetica, Arial, Liberation Sans), so that text which fits on the machine that lays
  /// out an SVG also fits where it is read.
  static let sansSerif = "Helvetica,Arial,Liberation Sans,DejaVu Sans,sans-serif"
  static let serif = "Times New Roman,Liberation Serif,DejaVu Serif,serif"

  static let headingSize = 18.0
  static let titleSize = 13.0
  static let formulaSize = 14.0
  static let noteSize = 11.0

  static let background = "#FFFFFF"
  static let ink = "#1B2430"
  static let quietInk = "#52606D"

  static let value = EdgeStyle(
    line: "#4A5568", fill: "#F6F7F9", border: "#C3CAD3", text: "#3A4554", quietText: "#52606D")
  static let gradient = EdgeStyle(
    line: "#D9622B", fill: "#FFF3EA", border: "#E9A27C", text: "#9A3C0C", quietText: "#9A3C0C")
  static let valueWidth = 1.2

  static let cluster = NodeStyle(fill: "#FFFAF3", border: "#E3A765", text: "#8A4B08", quietText: "#8A4B08")
}

struct NodeStyle {
  let fill: String
  let border: String
  var text = Style.ink
  var quietText = Style.quietInk
}

struct EdgeStyle {
  let line: String
  /// The colours of the label that sits on the line.
  let fill: String
  let border: String
  let text: String
  let quietText: String
}

extension Diagram.Node.Role {
  var style: NodeStyle {
    switch self {
    case .input: NodeStyle(fill: "#E8F0FB", border: "#4C78B5")
    case .parameter: NodeStyle(fill: "#E6F4EC", border: "#3E8E63")
    case .target: NodeStyle(fill: "#F1ECFA", border: "#7D5BB5")
    case .tensor: NodeStyle(fill: "#FFFFFF", border: "#5B6776")
    case .layer: NodeStyle(fill: "#EEF0F3", border: "#8A94A3")
    case .loss: NodeStyle(fill: "#2B3A4E", border: "#2B3A4E", text: "#FFFFFF", quietText: "#D5DCE4")
    case .adjoint: NodeStyle(fill: "#FFF3EA", border: "#D9622B", text: "#9A3C0C", quietText: "#9A3C0C")
    case .output: NodeStyle(fill: "#E3F4F4", border: "#2A8285")
    }
  }
}

extension Diagram.Edge.Role {
  var style: EdgeStyle {
    switch self {
    case .forward: Style.value
    case .backward: Style.gradient
    }
  }
}

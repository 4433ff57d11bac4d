import Diagrams

/// Why there is no drawing. The description is one sentence for the person who asked for it.
public enum RenderingError: Error, Equatable {
  /// The diagram names things that it does not have, or one name twice.
  case invalidDiagram(Diagram.Problem)
  /// The text is not DOT; the message is Graphviz's own.
  case invalidDOT(message: String)
  /// Graphviz read the text and could not draw it; the message is its own.
  case notDrawn(message: String)
  /// Resolutions outside of 1 to 2400 dots per inch give no picture that a program could open.
  case resolutionOutOfRange(dpi: Int)
  /// The picture has more pixels than Graphviz's renderer can make.
  case tooManyPixels(width: Int, height: Int)
  case unknownExtension(file: String)
}

extension RenderingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .invalidDiagram(let problem):
      "the diagram cannot be drawn: \(problem)"
    case .invalidDOT(let message):
      "Graphviz cannot read the DOT text: \(message)"
    case .notDrawn(let message):
      "Graphviz cannot draw the graph: \(message)"
    case .resolutionOutOfRange(let dpi):
      "\(dpi) dots per inch is not a resolution; choose one from 1 to 2400"
    case .tooManyPixels(let width, let height):
      "\(width) × \(height) pixels are more than a PNG can hold; lower the dpi or write .svg or .pdf"
    case .unknownExtension(let file):
      "\"\(file)\" does not say what to draw; end the file name in .svg, .png, .pdf or .dot"
    }
  }
}

import Diagrams
import Foundation

/// Draws diagrams with libgraphviz, in this process.
///
/// Any number of threads may draw at once; they take turns, because Graphviz can draw one graph at a time only.
public struct GraphvizRenderer: Sendable {
  /// Gets each remark of Graphviz that is not an error, for instance that it does not know a shape.
  public typealias WarningHandler = @Sendable (String) -> Void

  private let onWarning: WarningHandler?

  public init(onWarning: WarningHandler? = nil) {
    self.onWarning = onWarning
  }

  /// Draws a diagram.
  ///
  /// Equal diagrams give equal bytes as SVG and as DOT; a PDF holds the time of its making.
  ///
  /// - Throws: `.invalidDiagram` with the first problem, `.resolutionOutOfRange`, `.tooManyPixels`, or
  ///   `.notDrawn`.
  public func render(_ diagram: Diagram, format: OutputFormat) throws(RenderingError) -> Data {
    if let problem = diagram.problems.first { throw .invalidDiagram(problem) }
    return try render(dot: diagram.dot(), format: format)
  }

  /// Draws DOT text. As `.dot` the text comes back as it is.
  ///
  /// - Throws: `.invalidDOT` or `.notDrawn` with Graphviz's message, `.resolutionOutOfRange` or
  ///   `.tooManyPixels`.
  public func render(dot text: String, format: OutputFormat) throws(RenderingError) -> Data {
    switch format {
    case .dot:
      return Data(text.utf8)
    case .svg:
      return Data(SVGText.standalone(try draw(text, format: "svg")))
    case .pdf:
      return Data(try draw(text, format: "pdf"))
    case .png(let dpi):
      guard (1...2400).contains(dpi) else { throw .resolutionOutOfRange(dpi: dpi) }
      return Data(try draw(text, format: "png", dpi: dpi))
    }
  }

  private func draw(
    _ text: String, format: String, dpi: Int? = nil
  ) throws(RenderingError) -> [UInt8] {
    let picture = try GraphvizLibrary.shared.withLock { library throws(RenderingError) in
      try library.draw(text, format: format, dpi: dpi)
    }
    // Outside the lock, so that a handler which draws cannot wait for itself.
    if let onWarning { picture.warnings.forEach(onWarning) }
    return picture.bytes
  }
}

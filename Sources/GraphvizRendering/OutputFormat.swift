import Foundation

/// What a drawing is written as.
public enum OutputFormat: Sendable, Equatable {
  /// Scalable, with text that can be selected and searched; it shows the fonts of whoever looks at it.
  case svg
  /// Pixels. 96 dots per inch is one pixel for each CSS pixel; the default is twice as dense.
  case png(dpi: Int = 192)
  /// For print, with the fonts embedded.
  case pdf
  /// The DOT text itself, without a layout.
  case dot

  /// The format that a file name's extension stands for.
  ///
  /// - Throws: `RenderingError.unknownExtension` unless it is svg, png, pdf or dot, in any case.
  public init(of file: URL) throws(RenderingError) {
    switch file.pathExtension.lowercased() {
    case "svg": self = .svg
    case "png": self = .png()
    case "pdf": self = .pdf
    case "dot": self = .dot
    default: throw .unknownExtension(file: file.lastPathComponent)
    }
  }
}

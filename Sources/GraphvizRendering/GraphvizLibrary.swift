import CGraphviz
import GraphvizShim
import Synchronization

/// The one place that calls Graphviz's C library.
struct GraphvizLibrary: ~Copyable {
  /// The library behind one lock for the whole process. Graphviz parses, lays out and renders with global
  /// variables (the scanner's state, the tables of the layout, the fonts), so a lock for each renderer or each
  /// context would not do: two threads inside the library crash it, whatever they draw.
  static let shared = Mutex(GraphvizLibrary())

  /// A picture and what Graphviz remarked on the way.
  struct Picture: Sendable {
    let bytes: [UInt8]
    let warnings: [String]
  }

  /// Loading the plugins takes longer than drawing a small graph, so the context stays for the process's life.
  private var context: shim_context?

  /// The pixels along a side that Cairo, which makes the picture, can count.
  private static let maximumSide = 32_767.0
  /// The pixels in all whose four bytes each fill one gibibyte.
  private static let maximumArea = 268_435_456.0

  /// Draws the first graph of some DOT text with the layout engine `dot`.
  ///
  /// - Parameters:
  ///   - format: Graphviz's name of the format.
  ///   - dpi: The resolution of a picture made of pixels; nil for other formats.
  mutating func draw(
    _ text: String, format: String, dpi: Int?
  ) throws(RenderingError) -> Picture {
    let context = try openContext()
    let reading = GraphvizMessages.listen { shim_read(text) }
    guard let graph = reading.result else {
      throw .invalidDOT(message: reading.messages.error(otherwise: "there is no graph in it"))
    }
    defer { shim_free_graph(context, graph) }
    if reading.messages.hasErrors { throw .invalidDOT(message: reading.messages.error()) }
    if let dpi { shim_set_attribute(graph, "dpi", String(dpi)) }

    let layout = GraphvizMessages.listen { shim_lay_out(context, graph, "dot") }
    guard layout.result, !layout.messages.hasErrors else { throw .notDrawn(message: layout.messages.error()) }
    if let dpi { try Self.checkSize(of: graph, dpi: dpi) }
    let rendering = GraphvizMessages.listen { Self.render(graph, in: context, format: format) }
    guard let bytes = rendering.result, !rendering.messages.hasErrors else {
      throw .notDrawn(message: rendering.messages.error())
    }
    let warnings = reading.messages.warnings + layout.messages.warnings + rendering.messages.warnings
    return Picture(bytes: bytes, warnings: warnings)
  }

  private mutating func openContext() throws(RenderingError) -> shim_context {
    if let context { return context }
    let opening = GraphvizMessages.listen { shim_make_context() }
    guard let opened = opening.result else { throw .notDrawn(message: opening.messages.error()) }
    context = opened
    return opened
  }

  // Beyond the limit Graphviz shrinks the picture until nobody can read it, and prints that on standard error.
  private static func checkSize(of graph: shim_graph, dpi: Int) throws(RenderingError) {
    var (width, height) = (0.0, 0.0)
    guard shim_size(graph, &width, &height) else { return }
    let (columns, rows) = (width * Double(dpi) / 72, height * Double(dpi) / 72)
    guard max(columns, rows) > maximumSide || columns * rows > maximumArea else { return }
    throw .tooManyPixels(width: Int(columns.rounded()), height: Int(rows.rounded()))
  }

  private static func render(_ graph: shim_graph, in context: shim_context, format: String) -> [UInt8]? {
    var bytes: UnsafeMutablePointer<CChar>?
    var length = 0
    let succeeded = shim_render(context, graph, format, &bytes, &length)
    defer { bytes.map(shim_free_bytes) }
    guard succeeded, let bytes else { return nil }
    return [UInt8](UnsafeRawBufferPointer(start: bytes, count: length))
  }
}

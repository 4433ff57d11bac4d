/// Graphviz's SVG made fit to stand alone or inside a page.
enum SVGText {
  /// The drawing without the document type, which points to the network, and without the comment that names
  /// Graphviz's version; and with a root element that shrinks with a narrow page. Graphviz's colour `transparent`
  /// is no colour of SVG 1.1, and some viewers draw it black; `none` is.
  ///
  /// Bytes without an `<svg` element come back as they are.
  static func standalone(_ bytes: [UInt8]) -> [UInt8] {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let start = text.firstRange(of: "<svg ") else { return bytes }
    let prolog = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    let root = "<svg role=\"img\" style=\"max-width: 100%; height: auto\" "
    let body = text[start.upperBound...].replacing("stroke=\"transparent\"", with: "stroke=\"none\"")
    return Array((prolog + root + body).utf8)
  }
}

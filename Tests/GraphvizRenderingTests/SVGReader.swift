import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The attributes of an SVG's root and its text elements.
final class SVGReader: NSObject, XMLParserDelegate {
  private(set) var root: [String: String] = [:]
  private(set) var texts: [String] = []
  private var current: String?

  /// Returns nil for anything but well-formed XML whose root is `svg`.
  init?(_ data: Data) {
    super.init()
    let parser = XMLParser(data: data)
    parser.delegate = self
    guard parser.parse(), !root.isEmpty else { return nil }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    if name == "svg" && root.isEmpty { root = attributes }
    if name == "text" { current = "" }
  }

  func parser(_ parser: XMLParser, foundCharacters characters: String) {
    current? += characters
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    guard name == "text", let text = current else { return }
    texts.append(text)
    current = nil
  }
}

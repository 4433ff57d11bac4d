import Foundation
import GraphvizShim

/// What Graphviz said during one call, which it would otherwise print on standard error.
struct GraphvizMessages: Sendable {
  let hasErrors: Bool
  private let lines: [String]

  /// Calls the library and collects what it says. The caller holds the library's lock, for the handler that
  /// this sets is the library's only one.
  static func listen<Result>(_ call: () -> Result) -> (result: Result, messages: GraphvizMessages) {
    shim_begin_capture()
    let result = call()
    let hasErrors = shim_end_capture()
    return (result, GraphvizMessages(text: String(cString: shim_messages()), hasErrors: hasErrors))
  }

  private init(text: String, hasErrors: Bool) {
    self.hasErrors = hasErrors
    lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
  }

  /// All that was said, as one line; the other text if that is nothing.
  func error(otherwise text: String = "it gave no reason") -> String {
    lines.isEmpty ? text : lines.map(Self.withoutSeverity).joined(separator: "; ")
  }

  var warnings: [String] { lines.map(Self.withoutSeverity) }

  private static func withoutSeverity(_ line: String) -> String {
    for prefix in ["Error: ", "Warning: "] where line.hasPrefix(prefix) { return String(line.dropFirst(prefix.count)) }
    return line
  }
}

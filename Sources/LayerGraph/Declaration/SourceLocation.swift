import IndexCalculus

/// Where in the user's source something was declared.
public struct SourceLocation: Hashable, Sendable, CustomStringConvertible {
  public let file: String
  public let line: Int

  public init(file: String, line: Int) {
    self.file = file
    self.line = line
  }

  public var description: String { "\(file):\(line)" }
}

/// A mistake in a declaration: one sentence, and the place it is about.
public struct GraphError: Error, Hashable, Sendable, CustomStringConvertible {
  public let message: String
  public let location: SourceLocation

  public init(_ message: String, at location: SourceLocation) {
    self.message = message
    self.location = location
  }

  /// In the form that build systems and editors recognise as a diagnostic.
  public var description: String { "\(location.file):\(location.line):1: error: \(message)" }
}

/// A mistake that a layer finds while it is wired; the graph adds the place.
public struct LayerError: Error, Hashable, Sendable {
  public let message: String

  public init(_ message: String) { self.message = message }
}

import IndexCalculus

/// A graph of layers as it is declared. Chains read from top to bottom; branches name their tensors.
///
/// ```swift
/// let iris = Graph("Iris") {
///   Input("X", features: 4)
///   Affine("W", "b", outputs: 3)
///   SoftMax()
///   CrossEntropy(.oneHot("Y"))
/// }
/// ```
public struct Graph: Sendable {
  public let name: String
  public let location: SourceLocation
  let elements: [GraphElement]

  public init(
    _ name: String, file: String = #filePath, line: Int = #line,
    @GraphBuilder _ elements: () -> [GraphElement]
  ) {
    self.name = name
    location = SourceLocation(file: file, line: line)
    self.elements = elements()
  }
}

/// A tensor with one row an example.
public struct Input: Hashable, Sendable {
  public let name: String
  public let features: [Int]
  /// Whether the gradient with respect to this input is wanted too.
  public let isDifferentiated: Bool

  public init(_ name: String, features: Int, differentiated: Bool = false) {
    self.init(name, features: [features], differentiated: differentiated)
  }

  /// - Parameter features: the shape of one row.
  public init(_ name: String, features: [Int], differentiated: Bool = false) {
    self.name = name
    self.features = features
    isDifferentiated = differentiated
  }
}

/// One line of a declaration, and where it stands.
public struct GraphElement: Sendable {
  enum Kind: Sendable {
    case input(Input)
    case layer(PlacedLayer)
    case claim(Claim)
  }

  let kind: Kind
  let location: SourceLocation
}

/// Collects the lines of a declaration, with loops and conditions where a graph needs them.
@resultBuilder
public enum GraphBuilder {
  public static func buildExpression(
    _ input: Input, file: String = #filePath, line: Int = #line
  ) -> [GraphElement] {
    [GraphElement(kind: .input(input), location: SourceLocation(file: file, line: line))]
  }

  public static func buildExpression(
    _ layer: PlacedLayer, file: String = #filePath, line: Int = #line
  ) -> [GraphElement] {
    [GraphElement(kind: .layer(layer), location: SourceLocation(file: file, line: line))]
  }

  public static func buildExpression(
    _ layer: some GraphLayer, file: String = #filePath, line: Int = #line
  ) -> [GraphElement] {
    [GraphElement(kind: .layer(PlacedLayer(layer: layer)), location: SourceLocation(file: file, line: line))]
  }

  public static func buildExpression(
    _ claim: Claim, file: String = #filePath, line: Int = #line
  ) -> [GraphElement] {
    [GraphElement(kind: .claim(claim), location: SourceLocation(file: file, line: line))]
  }

  public static func buildExpression(_ elements: [GraphElement]) -> [GraphElement] { elements }
  public static func buildBlock(_ parts: [GraphElement]...) -> [GraphElement] { parts.flatMap { $0 } }
  public static func buildArray(_ parts: [[GraphElement]]) -> [GraphElement] { parts.flatMap { $0 } }
  public static func buildOptional(_ part: [GraphElement]?) -> [GraphElement] { part ?? [] }
  public static func buildEither(first: [GraphElement]) -> [GraphElement] { first }
  public static func buildEither(second: [GraphElement]) -> [GraphElement] { second }
}

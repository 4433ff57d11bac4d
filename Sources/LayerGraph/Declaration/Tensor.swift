import IndexCalculus

/// A tensor in a layer's formula.
public struct Tensor: Hashable, Sendable {
  public let symbol: TensorSymbol

  init(_ symbol: TensorSymbol) { self.symbol = symbol }

  public var extents: [Extent] { symbol.extents }

  /// The number of rows, as a factor in a formula.
  public var rowCount: Expression { symbol.extents.first.map(Expression.extent) ?? 1 }

  /// One element.
  public subscript(positions: IndexTerm...) -> Expression { .access(symbol, positions) }

  /// A formula of this tensor's shape, an index an axis.
  public func map(_ element: (IndexTerm) -> Expression) -> TensorFormula { TensorFormula(extents, element) }

  public func map(_ element: (IndexTerm, IndexTerm) -> Expression) -> TensorFormula {
    TensorFormula(extents, element)
  }

  public func map(_ element: (IndexTerm, IndexTerm, IndexTerm) -> Expression) -> TensorFormula {
    TensorFormula(extents, element)
  }

  /// The same function of every element, whatever the shape.
  public func mapElements(_ function: (Expression) -> Expression) -> TensorFormula {
    let positions = (0..<symbol.rank).map(IndexTerm.free)
    return TensorFormula(extents: extents, body: function(.access(symbol, positions)))
  }
}

/// The formula of every element of a tensor, in the free indices `0 ..< rank`.
public struct TensorFormula: Hashable, Sendable {
  public let extents: [Extent]
  public let body: Expression

  init(extents: [Extent], body: Expression) {
    self.extents = extents
    self.body = body
  }

  /// A single number, such as a loss.
  public init(_ body: Expression) { self.init(extents: [], body: body) }

  public init(_ extents: [Extent], _ element: (IndexTerm) -> Expression) {
    self.init(extents: extents, body: Self.check(extents, 1) ?? element(.free(0)))
  }

  public init(_ extents: [Extent], _ element: (IndexTerm, IndexTerm) -> Expression) {
    self.init(extents: extents, body: Self.check(extents, 2) ?? element(.free(0), .free(1)))
  }

  public init(_ extents: [Extent], _ element: (IndexTerm, IndexTerm, IndexTerm) -> Expression) {
    self.init(extents: extents, body: Self.check(extents, 3) ?? element(.free(0), .free(1), .free(2)))
  }

  private static func check(_ extents: [Extent], _ indices: Int) -> Expression? {
    guard extents.count != indices else { return nil }
    let shape = extents.map(\.description).joined(separator: " × ")
    return .invalid(
      "the formula has \(indices) \(indices == 1 ? "index" : "indices"), but its tensor has the shape \(shape)")
  }
}

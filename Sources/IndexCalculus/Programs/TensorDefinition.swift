/// A tensor and the formula of its elements: `A_ij = exp(Z_ij) / Σ_k exp(Z_ik)`.
public struct TensorDefinition: Hashable, Sendable {
  public let symbol: TensorSymbol
  /// The formula in the free indices `0 ..< rank`, one an axis.
  public let body: Expression

  public init(_ symbol: TensorSymbol, _ body: Expression) {
    self.symbol = symbol
    self.body = body
  }

  public var indices: [Index] { (0..<symbol.rank).map(Index.free) }

  /// The formula at the given position.
  public func body(at positions: [IndexTerm]) -> Expression {
    body.replacing(Dictionary(uniqueKeysWithValues: zip(indices, positions)))
  }

  /// The tensor's own element, as it stands in formulas that name it.
  public var access: Expression { .access(symbol, indices.map(IndexTerm.index)) }
}

import IndexCalculus

/// Statements that are done for some lines of a tile's tensors after the others, so that what one of them writes the next
/// one finds in the cache (strip mining; Allen and Kennedy, *Optimizing Compilers for Modern Architectures*, 2001).
public struct Strip: Hashable, Sendable {
  /// The lines of each tensor: its entries in a row of the batch.
  public let lines: Int
  /// Once, before the first lines.
  public var start: [Statement] = []
  /// For each stretch of lines.
  public var body: [Statement]

  var statements: [Statement] { start + body }

  var written: Set<TensorSymbol> { statements.reduce(into: []) { $0.formUnion($1.written) } }

  func map(_ transform: (Statement) -> Statement) -> Strip {
    Strip(lines: lines, start: start.map(transform), body: body.map(transform))
  }
}

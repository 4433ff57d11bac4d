import IndexCalculus
import LayerGraph

extension WiredGraph {
  /// Two gigabytes of numbers.
  private static var largest: Int { 250_000_000 }

  /// Refuses what memory may not hold: the graph's tensors, and a derivative computed from them.
  func checkSize(rows: Int, computing derivation: Derivation? = nil) throws(CommandError) {
    for extents in [derivation?.extents].compactMap(\.self) + program.tensors.map(\.extents) {
      let count = extents.shape(rows: rows).reduce(1.0) { $0 * Double($1) }
      guard count > Double(Self.largest) else { continue }
      throw .other(
        "at \(rows) rows a tensor of the shape \(extents.shapeText) has more than \(Self.largest) entries; "
          + "use fewer rows")
    }
  }
}

import KernelRuntime
import SeededRandom

/// Batches of a few rows each. An epoch passes over every row once, in a fresh random order; its last batch holds what
/// is left, and may be smaller.
struct MiniBatches<Model: GeneratedModel>: Sendable {
  private let whole: Batch<Model>
  private let size: Int
  private var order: [Int]
  private var position = 0
  private var generator: SplitMix64
  private var full: Batch<Model>
  /// The last batch of an epoch, unless the size divides the rows.
  private var rest: Batch<Model>

  /// - Parameters:
  ///   - whole: all rows.
  ///   - size: rows in a batch, within `1 ... whole.rows`.
  ///   - generator: decides the order of the rows, and nothing else.
  init(of whole: Batch<Model>, size: Int, generator: SplitMix64) {
    self.whole = whole
    self.size = size
    self.generator = generator
    order = Array(0..<whole.rows)
    (full, rest) = (whole, whole)
  }

  /// The next batch. From the second epoch on it allocates nothing if the batch before it is gone; one that is kept stays
  /// as it is.
  mutating func next() -> Batch<Model> {
    if position == 0 { generator.shuffle(&order) }
    let end = min(position + size, whole.rows)
    let rows = order[position..<end]
    position = end == whole.rows ? 0 : end
    if rows.count == size {
      full.gather(rows, from: whole)
      return full
    }
    rest.gather(rows, from: whole)
    return rest
  }
}

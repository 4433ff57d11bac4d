import KernelRuntime
import SeededRandom

/// Batches of a few rows each. An epoch passes over every row once, in a fresh random order; its last batch holds what
/// is left, and may be smaller.
struct MiniBatches<Scalar: KernelScalar>: Sendable {
  private let whole: Batch<Scalar>
  private let size: Int
  private var order: [Int]
  private var position = 0
  private var generator: SplitMix64
  private var full: GatheredRows<Scalar>
  /// For the last batch of an epoch, unless the size divides the rows.
  private var rest: GatheredRows<Scalar>

  /// - Parameters:
  ///   - whole: all rows.
  ///   - size: rows in a batch, within `1 ... whole.rows`.
  ///   - generator: decides the order of the rows, and nothing else.
  init(of whole: Batch<Scalar>, size: Int, signature: ModelSignature, generator: SplitMix64) {
    self.whole = whole
    self.size = size
    self.generator = generator
    order = Array(0..<whole.rows)
    full = GatheredRows(count: size, like: whole, signature: signature)
    rest = GatheredRows(count: whole.rows % size, like: whole, signature: signature)
  }

  /// The next batch. Allocates nothing if the batch before it is gone; one that is kept stays as it is.
  mutating func next() throws(KernelError) -> Batch<Scalar> {
    if position == 0 { generator.shuffle(&order) }
    let end = min(position + size, whole.rows)
    let rows = order[position..<end]
    position = end == whole.rows ? 0 : end
    return rows.count == size ? try full.gather(rows, from: whole) : try rest.gather(rows, from: whole)
  }
}

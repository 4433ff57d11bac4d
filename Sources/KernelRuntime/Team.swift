import VectorPrimitives

/// The threads that work on one batch, and the rows that each of them takes.
///
/// A batch is cut into tiles of `lanes` rows. Either each part takes a stretch of tiles of its own, or the parts take
/// the tiles of one round after the other. Which rows belong to which part depends on nothing but the number of rows and
/// of threads, so equal calls give equal bits.
public struct Team: Sendable {
  public let rows: Int
  public let lanes: Int
  public let parts: Int

  /// Arithmetic that is worth waking another thread for: a few microseconds' worth.
  private static var workForAPart: Int { 250_000 }

  /// - Parameters:
  ///   - tileRows: the most rows in a tile.
  ///   - work: operations for a row, an exponential counting as ten.
  public init(rows: Int, tileRows: Int, work: Int) {
    let worthwhile = rows &* work / Team.workForAPart
    // A small batch never starts the threads.
    let available = worthwhile < 2 ? 1 : pullback_pool_threads(pullback_pool_shared())
    let parts = min(worthwhile, available, Tiling.tiles(rows: rows, lanes: Tiling.vector))
    self.rows = rows
    self.parts = max(parts, 1)
    lanes = Tiling.lanes(rows: (rows + self.parts - 1) / self.parts, atMost: tileRows)
  }

  private var tiles: Int { Tiling.tiles(rows: rows, lanes: lanes) }

  /// The first row of each tile of a part, where every part takes a stretch.
  public func tiles(of part: Int) -> StrideTo<Int> {
    stride(from: tiles * part / parts * lanes, to: min(tiles * (part + 1) / parts * lanes, rows), by: lanes)
  }

  /// How often the parts take a tile each until none is left.
  public var rounds: Int { (tiles + parts - 1) / parts }

  /// The first row of a part's tile in a round; the number of rows or more where none is left.
  public func row(round: Int, part: Int) -> Int { (round * parts + part) * lanes }

  /// The part's share of `count` columns, in whole vectors.
  public func share(of count: Int, part: Int) -> Range<Int> {
    let vectors = (count + Tiling.vector - 1) / Tiling.vector
    return vectors * part / parts * Tiling.vector..<min(vectors * (part + 1) / parts * Tiling.vector, count)
  }

  /// Calls `body` for every part and returns when all are done.
  public func run(_ body: (_ part: Int) -> Void) {
    if parts == 1 { body(0) } else { runClosure(parts, body) }
  }

  // MARK: - Sums over rows

  /// Sets a sum to zero, the first part's where it lies and the other parts' in their own memory.
  @inlinable
  public func clear<Scalar: KernelScalar>(
    _ sum: UnsafeMutablePointer<Scalar>, parts others: UnsafeMutablePointer<Scalar>, stride: Int, count: Int
  ) {
    sum.update(repeating: 0, count: count)
    for part in 1..<Swift.max(parts, 1) { (others + part &* stride).update(repeating: 0, count: count) }
  }

  /// Adds the sums of all other parts to the first one's.
  @inlinable
  public func gather<Scalar: KernelScalar>(
    _ sum: UnsafeMutablePointer<Scalar>, parts others: UnsafeMutablePointer<Scalar>, stride: Int, count: Int
  ) {
    for part in 1..<Swift.max(parts, 1) {
      let other = others + part &* stride
      for element in 0..<count { sum[element] += other[element] }
    }
  }

  /// The sum of one number that each part holds.
  @inlinable
  public func total<Scalar: KernelScalar>(_ first: UnsafeMutablePointer<Scalar>, stride: Int) -> Scalar {
    var total = first[0]
    for part in 1..<Swift.max(parts, 1) { total += first[part &* stride] }
    return total
  }
}

/// Calls `body` on the shared pool's threads, and returns when all calls have.
///
/// It is written in C, and takes the closure as Swift's calling convention passes it. An import from C would have to let
/// the closure escape, and `withoutActuallyEscaping` allocates for that at every call, many times in a step.
@_silgen_name("pullback_pool_run_closure")
private func runClosure(_ parts: Int, _ body: (_ part: Int) -> Void)

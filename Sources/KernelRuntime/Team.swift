import VectorPrimitives

/// The threads that work on one batch, and the parts that its rows are cut into.
///
/// Either each part is a stretch of rows, worked on tile by tile, or the parts are the tiles of one round after the other.
/// Threads take parts as they become free; what a part is depends on nothing but the number of rows and of threads, and
/// each adds up sums of its own, so equal calls give equal bits.
public struct Team: Sendable {
  /// How the rows are cut.
  public enum Cut: Sendable {
    /// Several stretches for each thread, so that a thread that other work holds up leaves some to the others.
    case stretches
    /// At most one tile for each thread, side by side, round by round.
    case rounds
  }

  public let rows: Int
  /// Threads that are worth waking.
  public let threads: Int
  /// Stretches of rows, or tiles of a round.
  public let parts: Int
  /// The most rows in a tile: whole vectors.
  public let lanes: Int

  /// Arithmetic that is worth waking another thread for: a few microseconds' worth.
  private static var workForAThread: Int { 250_000 }
  /// Fewer rows would leave a contraction over them too little to do.
  private static var rowsForAStretch: Int { 64 }
  private static var stretchesForAThread: Int { 4 }
  /// Enough for a contraction over the rows of a thread's tile to come near its full speed.
  private static var rowsForATile: Int { 256 }

  /// - Parameters:
  ///   - tileRows: the most rows in a tile, or in all tiles of a round together; 16 at least.
  ///   - work: operations for a row, an exponential counting as ten.
  public init(rows: Int, cut: Cut, tileRows: Int, work: Int) {
    let worthwhile = rows &* work / Self.workForAThread
    // A small batch never starts the threads.
    let available = worthwhile < 2 ? 1 : pullback_pool_threads(pullback_pool_shared())
    let threads = max(1, min(worthwhile, available, Tiling.vectors(rows)))
    self.rows = rows
    self.threads = threads
    let limit: Int
    switch cut {
    case .stretches:
      let each = threads == 1 ? 1 : max(1, min(Self.stretchesForAThread, rows / Self.rowsForAStretch / threads))
      parts = threads * each
      limit = tileRows
    case .rounds:
      parts = max(1, min(threads, tileRows / Tiling.vector))
      limit = min(tileRows / parts / Tiling.vector * Tiling.vector, Self.rowsForATile)
    }
    let rowsOfAPart = Tiling.vectors(rows).dividedRoundingUp(by: parts) * Tiling.vector
    lanes = Tiling.lanes(rows: rowsOfAPart, atMost: limit)
  }

  /// Calls `body` for every part and returns when all are done.
  /// - Parameter body: it is called with the number of a thread too, which does one part at a time.
  public func run(_ body: (_ part: Int, _ thread: Int) -> Void) { run(parts, body) }

  private func run(_ parts: Int, _ body: (_ part: Int, _ thread: Int) -> Void) {
    if threads == 1 {
      for part in 0..<parts { body(part, 0) }
    } else {
      runClosure(parts, threads, body)
    }
  }

  // MARK: - Stretches

  /// The tiles of a part that is a stretch of rows.
  public func tiles(of part: Int) -> Pieces {
    let vectors = Tiling.vectors(rows)
    let end = vectors * (part + 1) / parts * Tiling.vector
    return Pieces(start: vectors * part / parts * Tiling.vector, end: min(end, rows), length: lanes)
  }

  // MARK: - Rounds

  /// The rows of all tiles of a round.
  public var span: Int { parts * lanes }

  public var rounds: Int { rows.dividedRoundingUp(by: span) }

  /// The rows of a part's tile in a round; none where no more are left.
  public func tile(round: Int, part: Int) -> Range<Int> {
    let row = round * span + part * lanes
    return min(row, rows)..<min(row + lanes, rows)
  }

  /// Arithmetic that is worth a piece of its own where threads divide columns, about a millisecond's, and columns enough
  /// for what a contraction does once for all of them. A piece of what it computes then stays in a core's cache.
  private static var workForAPiece: Int { 100_000_000 }
  private static var columnsForAPiece: Int { 256 }

  /// Calls `body` for ranges that make up `count` columns, in whole vectors, and returns when all are done.
  /// - Parameter work: operations for a column.
  public func divide(_ count: Int, work: Int, _ body: (_ columns: Range<Int>, _ thread: Int) -> Void) {
    let worthwhile = min(count &* work / Self.workForAPiece, count / Self.columnsForAPiece)
    let pieces = threads * max(1, worthwhile / threads)
    let vectors = Tiling.vectors(count)
    run(pieces) { piece, thread in
      let start = vectors * piece / pieces * Tiling.vector
      let end = min(vectors * (piece + 1) / pieces * Tiling.vector, count)
      if start < end { body(start..<end, thread) }
    }
  }
}

/// Calls `body` on the shared pool's threads, and returns when all calls have.
///
/// It is written in C, and takes the closure as Swift's calling convention passes it. An import from C would have to let
/// the closure escape, and `withoutActuallyEscaping` allocates for that at every call, many times in a step.
@_silgen_name("pullback_pool_run_closure")
private func runClosure(_ parts: Int, _ threads: Int, _ body: (_ part: Int, _ thread: Int) -> Void)

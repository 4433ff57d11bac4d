/// How the rows of a batch are cut into tiles.
public enum Tiling {
  /// Elements that every tile's width is a multiple of: one AVX-512 vector of `Float`, a cache line.
  @inlinable public static var vector: Int { 16 }

  /// The lanes of a tile: whole vectors, at most `limit`, and such that all tiles hold about as many rows.
  @inlinable
  public static func lanes(rows: Int, atMost limit: Int) -> Int {
    padded(rows.dividedRoundingUp(by: rows.dividedRoundingUp(by: limit)))
  }

  /// A tensor's lines, so few at a time that they stay in the caches nearest to a core while several loops go over them:
  /// 16 KiB of `Float`.
  @inlinable
  public static func strips(_ lines: Int, lanes: Int) -> Pieces {
    Pieces(start: 0, end: lines, length: max(1, elementsOfAStrip / lanes))
  }

  @usableFromInline static var elementsOfAStrip: Int { 4_096 }

  /// The number of lanes that `count` rows fill, whole vectors counted.
  @inlinable
  public static func padded(_ count: Int) -> Int { vectors(count) &* vector }

  /// The vectors that `count` rows fill.
  @inlinable
  public static func vectors(_ count: Int) -> Int { count.dividedRoundingUp(by: vector) }
}

/// A range in pieces, one after the other.
public struct Pieces: Sequence, IteratorProtocol, Sendable {
  @usableFromInline var start: Int
  @usableFromInline let end: Int
  @usableFromInline let length: Int

  @inlinable
  init(start: Int, end: Int, length: Int) {
    self.start = start
    self.end = end
    self.length = length
  }

  @inlinable
  public mutating func next() -> Range<Int>? {
    guard start < end else { return nil }
    defer { start &+= length }
    return start..<Swift.min(start &+ length, end)
  }
}

extension Int {
  @inlinable
  func dividedRoundingUp(by divisor: Int) -> Int { (self &+ divisor &- 1) / divisor }
}

/// How the rows of a batch are cut into tiles.
public enum Tiling {
  /// Elements that every tile's width is a multiple of: one AVX-512 vector of `Float`, a cache line.
  @inlinable public static var vector: Int { 16 }

  /// The lanes of a tile: whole vectors, at most `limit`, and such that all tiles hold about as many rows.
  @inlinable
  public static func lanes(rows: Int, atMost limit: Int) -> Int {
    padded(rows.dividedRoundingUp(by: rows.dividedRoundingUp(by: limit)))
  }

  /// The number of lanes that `count` rows fill, whole vectors counted.
  @inlinable
  public static func padded(_ count: Int) -> Int { vectors(count) &* vector }

  /// The vectors that `count` rows fill.
  @inlinable
  public static func vectors(_ count: Int) -> Int { count.dividedRoundingUp(by: vector) }
}

extension Int {
  @inlinable
  func dividedRoundingUp(by divisor: Int) -> Int { (self &+ divisor &- 1) / divisor }
}

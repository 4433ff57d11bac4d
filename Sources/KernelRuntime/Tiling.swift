/// How the rows of a batch are cut into tiles.
public enum Tiling {
  /// Elements that every tile's width is a multiple of: one AVX-512 vector of `Float`, a cache line.
  @inlinable public static var vector: Int { 16 }

  /// The lanes of a tile: whole vectors, at most `limit`, and such that all tiles hold about as many rows.
  @inlinable
  public static func lanes(rows: Int, atMost limit: Int) -> Int {
    let tiles = (rows &+ limit &- 1) / limit
    return padded((rows &+ tiles &- 1) / tiles)
  }

  /// The number of lanes that `count` rows fill, whole vectors counted.
  @inlinable
  public static func padded(_ count: Int) -> Int { (count &+ vector &- 1) / vector &* vector }

  @inlinable
  public static func tiles(rows: Int, lanes: Int) -> Int { (rows &+ lanes &- 1) / lanes }
}

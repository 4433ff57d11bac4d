import KernelRuntime
import Testing

struct TeamTests {
  /// Work enough for all threads there are. Rounds of 16 rows have a tile for one of them only.
  @Test(arguments: [16, 32, 48, 128, 1_024], [1, 17, 100, 1_000])
  func `The tiles of all rounds hold each row once`(tileRows: Int, rows: Int) {
    let team = Team(rows: rows, cut: .rounds, tileRows: tileRows, work: 10_000_000)
    #expect(team.span <= tileRows)
    #expect(team.parts <= team.threads)
    let tiles = (0..<team.rounds).flatMap { round in (0..<team.parts).map { team.tile(round: round, part: $0) } }
    #expect(tiles.flatMap { Array($0) } == Array(0..<rows))
  }

  @Test(arguments: [64, 176], [1, 63, 130, 5_000])
  func `The tiles of all stretches hold each row once`(tileRows: Int, rows: Int) {
    let team = Team(rows: rows, cut: .stretches, tileRows: tileRows, work: 10_000_000)
    let tiles = (0..<team.parts).flatMap { Array(team.tiles(of: $0)) }
    #expect(tiles.allSatisfy { (1...tileRows).contains($0.count) })
    #expect(tiles.flatMap { Array($0) } == Array(0..<rows))
  }
}

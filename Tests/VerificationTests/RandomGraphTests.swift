import LayerGraph
import RandomGraphs
import SeededRandom
import Testing
import Verification

/// Graphs that nobody thought of.
struct RandomGraphTests {
  @Test(arguments: 1...40 as ClosedRange<UInt64>) func `A random graph's step gives what its formulas give`(seed: UInt64) throws {
    let graph = try RandomGraph.graph(seed: seed).wired()
    try ScheduleTests.expectAgreement(graph, Graphs.sample(graph, rows: 3, seed: seed))
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>) func `A random graph's derivatives agree with every witness`(seed: UInt64) throws {
    let graph = try RandomGraph.graph(seed: seed).wired()
    let sample = Graphs.sample(graph, rows: 2, seed: seed)
    for derivative in try GraphCheck(graph, at: sample, entryLimit: 4).derivatives() {
      #expect(derivative.agrees, "\(derivative.name): \(derivative.errors)")
    }
  }
}

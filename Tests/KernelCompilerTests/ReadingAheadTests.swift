import LayerGraph
import Testing

@testable import KernelCompiler

struct ReadingAheadTests {
  private func contractions(outputs: Int, _ nest: KeyPath<GraphKernels, LoopNest>) throws -> [Contraction] {
    let graph = Graph("Classifier") {
      Input("X", features: 200)
      Affine("W", "b", outputs: outputs)
      SoftMax()
      CrossEntropy(.classIndices("y"))
    }
    return try GraphKernels(compiling: graph.wired())[keyPath: nest].statements.flatMap(\.contractions)
  }

  @Test func `The last product that reads the rows of a tile brings the next ones near`() throws {
    let contractions = try contractions(outputs: 3, \.lossAndGradient)
    #expect(contractions.map { $0.ahead?.name } == [nil, "X"])
    #expect(contractions.last?.target.tensor.name == "∂CE/∂W")
  }

  /// The only product reads them as they come.
  @Test func `A prediction does without`() throws {
    #expect(try contractions(outputs: 3, \.predict).map { $0.ahead?.name } == [nil])
  }

  /// Their tiles lie side by side, and who works on which rows next is not known.
  @Test func `Threads that share their tiles do without`() throws {
    #expect(try contractions(outputs: 200, \.lossAndGradient).allSatisfy { $0.ahead == nil })
  }
}

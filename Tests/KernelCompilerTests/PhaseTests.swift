import IndexCalculus
import LayerGraph
import Testing

@testable import KernelCompiler

struct PhaseTests {
  /// Two linear layers in a row, each too large for one core's cache.
  private func phases() throws -> [Phase] {
    let graph = Graph("Linear") {
      Input("X", features: 200)
      Affine("W1", "b1", outputs: 200)
      Affine("W2", "b2", outputs: 200)
      SoftMax()
      CrossEntropy(.classIndices("y"))
    }
    return try GraphKernels(compiling: graph.wired()).lossAndGradient.passes.flatMap(\.phases)
  }

  /// Threads have only columns of their own of what a phase computes: who reads all of them has to wait for the others.
  @Test func `Nothing reads in a phase what the threads compute in it together`() throws {
    let divided = try phases().filter { $0.division == .columns }
    #expect(divided.count > 2)
    for phase in divided {
      var computed: Set<TensorSymbol> = []
      for contraction in phase.statements.flatMap(\.contractions) {
        let read = [contraction.left.tensor, contraction.right.tensor]
        #expect(computed.isDisjoint(with: read), "\(contraction.target.tensor) reads what others may not have written yet")
        computed.insert(contraction.target.tensor)
      }
    }
  }
}

import KernelCompiler
import LayerGraph
import Testing

struct ForwardSubstitutionTests {
  private func tensors(_ target: Target) throws -> Set<String> {
    let graph = Graph("Classifier") {
      Input("X", features: 6)
      Affine("W", "b", outputs: 5)
      SoftMax()
      CrossEntropy(target)
    }
    return Set(try GraphKernels(compiling: graph.wired()).lossAndGradient.buffers.map(\.tensor.name))
  }

  /// The exponential reads every shifted logit once, and the loss one a row: that one is computed anew.
  @Test func `A tensor is not kept for what is picked out of it`() throws {
    let labelled = try tensors(.classIndices("y"))
    #expect(labelled.contains("ZShiftedAtY") && !labelled.contains("ZShifted"), "\(labelled.sorted())")
  }

  /// Here the loss reads all of them a second time.
  @Test func `A tensor that two formulas read is kept`() throws {
    let tensors = try tensors(.oneHot("Y"))
    #expect(tensors.contains("ZShifted"), "\(tensors.sorted())")
  }
}

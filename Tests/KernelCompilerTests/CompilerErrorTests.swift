import IndexCalculus
import KernelCompiler
import LayerGraph
import Testing

/// Divides each column by its greatest entry over the batch.
private struct ColumnMaximum: Layer {
  func define(_ x: Tensor) -> TensorFormula { x.map { i, j in x[i, j] - max { r in x[r, j] } } }
}

/// Takes each column's mean over the batch away, which needs two passes over the rows.
private struct Centred: Layer {
  var outputName: String { "C" }

  func define(_ x: Tensor) -> TensorFormula { x.map { i, j in x[i, j] - sum { r in x[r, j] } / x.rowCount } }
}

struct CompilerErrorTests {
  @Test func `A maximum over the rows is refused in one sentence`() throws {
    let graph = try Graph("Columns") {
      Input("X", features: 2)
      Affine("W", "b", outputs: 3)
      ColumnMaximum()
      SoftMax()
      CrossEntropy(.oneHot("Y"))
    }.wired()
    let error = #expect(throws: GraphError.self) { try GraphKernels(compiling: graph) }
    #expect(error?.message.contains("takes a maximum over the rows of the batch") == true)
  }

  @Test func `A sum over the rows that rows need again takes a pass more`() throws {
    let graph = try Graph("Centred") {
      Input("X", features: 2)
      Affine("W", "b", outputs: 3)
      Centred()
      SoftMax()
      CrossEntropy(.oneHot("Y"))
    }.wired()
    let kernels = try GraphKernels(compiling: graph)
    #expect(kernels.predict.passes.count == 2)
    #expect(kernels.loss.passes.count == 2)
  }
}

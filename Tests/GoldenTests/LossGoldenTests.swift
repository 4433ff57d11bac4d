import IndexCalculus
import KernelCompiler
import LayerGraph
import TestLayers
import Testing
import Verification

/// Losses and their gradients by the logits, as kernels compute them, against values of other software.
struct LossGoldenTests {
  @Test func `Questions of their own, each entry a probability`() throws {
    try check("logistic_bce", target: "y", Sigmoid(), BinaryCrossEntropy(.values("T")))
  }

  @Test func `Questions that are decided long ago`() throws {
    try check("logistic_bce_large", target: "y", Sigmoid(), BinaryCrossEntropy(.values("T")))
  }

  @Test func `Counts`() throws {
    try check(
      "exp_poisson", target: "y", Elementwise("A") { exp($0) },
      MeanLoss(.values("T")) { rate, y in rate - y * log(rate) })
  }

  @Test func `A temperature`() throws {
    try check(
      "softmax_temperature_ce", target: "Y", Elementwise("A") { $0 / 2.5 }, SoftMax(), CrossEntropy(.oneHot("T")))
  }

  @Test func `Smoothed labels`() throws {
    try check(
      "label_smoothing_ce", target: "Y", SoftMax(),
      MeanLoss(.oneHot("T")) { a, y in -(0.9 * y + 0.1 / 3) * log(a) })
  }

  @Test func `Weights whose rows do not sum to one`() throws {
    try check("weights_ce", target: "G", SoftMax(), CrossEntropy(.weights("T")))
  }

  @Test func `Class indices`() throws {
    try check("class_index_ce", target: "classes", SoftMax(), CrossEntropy(.classIndices("T")))
  }

  /// The logits come through an affine layer that changes nothing.
  private func check(_ name: String, target: String, _ layers: any GraphLayer...) throws {
    let golden = try GoldenFile.testCase(name, in: "losses")
    let graph = try Graph("Loss") {
      Input("X", features: 3, differentiated: true)
      Affine("W", "b", outputs: 3)
      for layer in layers { layer }
    }.wired()
    let kernels = try GraphKernels(compiling: graph)
    let nest = try #require(kernels.inputGradients)
    let input = graph.program.inputs[0]
    let identity = DenseTensor<Double>(shape: [3, 3]) { $0[0] == $0[1] ? 1 : 0 }
    var values = [input: try golden.input("z")]
    values[graph.program.parameters[0]] = identity
    values[graph.program.parameters[1]] = DenseTensor(shape: [3]) { _ in 0 }
    var labels: [TensorSymbol: DenseTensor<Int>] = [:]
    if graph.targets[0].kind == .classIndices {
      labels[graph.program.targets[0]] = try golden.integers(target)
    } else {
      values[graph.program.targets[0]] = try golden.input(target)
    }
    var interpreter = try LoopNestInterpreter(nest, rows: 4, values: values, labels: labels)
    let memory = try interpreter.run()
    let gradient = try #require(kernels.gradients.adjoint(of: input)?.definition.symbol)
    expect(try #require(memory[graph.program.loss]), agreesWith: try golden.output("loss"), "loss")
    expect(
      try #require(memory[KernelLowering.outputSymbol(of: gradient)]), agreesWith: try golden.output("dloss_dz"), "∂loss/∂z")
  }
}

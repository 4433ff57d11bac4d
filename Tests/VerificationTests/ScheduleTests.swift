import IndexCalculus
import KernelCompiler
import LayerGraph
import Testing
import Verification

/// A whole step as its loop nest runs it, strip by strip and tile by tile, against the graph's own formulas.
struct ScheduleTests {
  private static let graphs: [@Sendable () throws -> WiredGraph] = [
    { try Graphs.wide() },
    { try Graphs.classifier(.classIndices("y"), features: 70, classes: 240) },
    { try Graphs.classifier(.weights("G"), features: 70, classes: 240) },
    { try Graphs.branching() }, { try Graphs.wideMaximum() }, { try Graphs.twoLosses() }, { try Graphs.quadratic() },
    { try Graphs.keptPlace() }, { try Graphs.twoHeads() }, { try Graphs.copies() },
    { try Graphs.pickedSums() },
  ]

  @Test(arguments: graphs.indices) func `A step gives what the formulas give`(number: Int) throws {
    let graph = try Self.graphs[number]()
    try Self.expectAgreement(graph, Graphs.sample(graph, rows: 3))
  }

  /// The loss and every gradient that a kernel hands out.
  static func expectAgreement(_ graph: WiredGraph, _ sample: GraphSample) throws {
    let kernels = try GraphKernels(compiling: graph)
    var values = sample.evaluator()
    try values.run(graph.program.definitions + kernels.gradients.adjoints.map(\.definition))
    for nest in [kernels.lossAndGradient, kernels.inputGradients].compactMap(\.self) {
      var interpreter = try LoopNestInterpreter(
        nest, rows: sample.rows, values: sample.values, labels: sample.labels, tileRows: 2)
      let memory = try interpreter.run()
      let results = nest.buffers.filter { $0.storage == .gradient }.map { ($0.tensor, $0.tensor) }
        + graph.differentiatedInputs.compactMap { input in
          let gradient = Adjoint.symbol(of: input, loss: graph.program.loss)
          let output = KernelLowering.outputSymbol(of: gradient)
          return nest.buffer(of: output) == nil ? nil : (gradient, output)
        } + [(graph.program.loss, graph.program.loss)]
      #expect(results.count > graph.program.parameters.count)
      for (tensor, place) in results {
        let expected = try #require(values.tensors[tensor])
        let found = try #require(memory[place])
        #expect(found.percentageError(against: expected, zero: 1e-14) < 1e-9, "\(tensor) in \(nest.name)")
      }
    }
  }
}

import IndexCalculus
import LayerGraph

/// The three kernels of a graph, as loop nests.
public struct GraphKernels: Sendable {
  public let graph: WiredGraph
  public let gradients: GradientProgram
  public let loss: LoopNest
  public let lossAndGradient: LoopNest
  /// The same with the gradients of the inputs that ask for them, where any does.
  public let inputGradients: LoopNest?
  public let predict: LoopNest

  /// - Throws: `GraphError` at the graph's declaration where no kernel can be made.
  public init(compiling graph: WiredGraph) throws(GraphError) {
    self.graph = graph
    let gradients = try graph.differentiated()
    self.gradients = gradients
    let lowering = KernelLowering(graph: graph, gradients: gradients)
    do {
      loss = try lowering.nest("loss", computing: [graph.program.loss], outputs: [])
      let gradients = [graph.program.loss] + lowering.parameterGradients
      lossAndGradient = try lowering.nest("lossAndGradient", computing: gradients, outputs: [])
      let outputs = lowering.inputGradients
      inputGradients =
        outputs.isEmpty
        ? nil : try lowering.nest("inputGradients", computing: gradients + outputs.map(\.0), outputs: outputs)
      predict = try lowering.nest(
        "predict", computing: [graph.program.prediction],
        outputs: [(graph.program.prediction, KernelLowering.outputSymbol(of: graph.program.prediction))])
    } catch {
      throw GraphError("\(graph.name): \(error)", at: graph.location)
    }
  }
}

/// Makes loop nests from a differentiated graph.
private struct KernelLowering {
  let graph: WiredGraph
  let gradients: GradientProgram

  var program: TensorProgram { graph.program }

  /// The derivatives of the loss by each parameter that it depends on.
  var parameterGradients: [TensorSymbol] {
    program.parameters.compactMap { gradients.adjoint(of: $0)?.definition.symbol }
  }

  var inputGradients: [(TensorSymbol, TensorSymbol)] {
    graph.differentiatedInputs.compactMap { input in
      gradients.adjoint(of: input).map { ($0.definition.symbol, Self.outputSymbol(of: $0.definition.symbol)) }
    }
  }

  static func outputSymbol(of tensor: TensorSymbol) -> TensorSymbol {
    TensorSymbol("\(tensor.name) for the caller", tensor.extents)
  }

  func nest(
    _ name: String, computing wanted: [TensorSymbol], outputs: [(TensorSymbol, TensorSymbol)]
  ) throws -> LoopNest {
    var stabiliser = Stabiliser(knowing: gradients.knownSums)
    for definition in definitions(behind: wanted) { try stabiliser.add(definition) }
    let stable = reachable(from: wanted, in: stabiliser.definitions)
    var flattener = Flattener(
      avoiding: Set(program.tensors.map(\.name) + stable.map(\.symbol.name)),
      aliases: gradients.adjoints.map(\.definition))
    for definition in stable { flattener.add(definition) }
    var scheduler = Scheduler(
      flattener.assignments, external: external(outputs.map(\.1)), tileRows: Self.tileRows(flattener.assignments))
    return try scheduler.schedule(named: name, outputs: outputs)
  }

  /// The graph's definitions and the adjoints needed, each before its use.
  private func definitions(behind wanted: [TensorSymbol]) -> [TensorDefinition] {
    reachable(from: wanted, in: program.definitions + gradients.adjoints.map(\.definition))
  }

  private func reachable(from wanted: [TensorSymbol], in definitions: [TensorDefinition]) -> [TensorDefinition] {
    var wanted = Set(wanted)
    var result: [TensorDefinition] = []
    for definition in definitions.reversed() where wanted.contains(definition.symbol) {
      wanted.formUnion(definition.body.tensors)
      result.append(definition)
    }
    return result.reversed()
  }

  private func external(_ outputs: [TensorSymbol]) -> [Buffer] {
    func buffers(_ tensors: [TensorSymbol], _ storage: (TensorSymbol) -> Buffer.Storage) -> [Buffer] {
      tensors.enumerated().map { Buffer(tensor: $1, storage: storage($1), position: $0) }
    }
    let gradientBuffers = program.parameters.enumerated().compactMap { position, parameter in
      gradients.adjoint(of: parameter).map {
        Buffer(tensor: $0.definition.symbol, storage: .gradient, position: position)
      }
    }
    return buffers(program.inputs) { _ in .input }
      + buffers(program.targets) { $0.element == .integer ? .labels(classes: width(of: $0)) : .target }
      + buffers(program.parameters) { _ in .parameter } + gradientBuffers + buffers(outputs) { _ in .output }
  }

  /// The entries of one row of a target.
  private func width(of target: TensorSymbol) -> Int { graph.targets.first { $0.symbol == target }?.width ?? 1 }

  /// Rows in a tile: as many as keep the tile's tensors within the first-level cache, at least one vector of the widest
  /// instruction set, and more for wide rows so that a pass over the parameters serves many of them.
  private static func tileRows(_ assignments: [Assignment]) -> Int {
    let width = assignments.filter(\.target.isRowwise).reduce(0) { sum, assignment in
      sum + assignment.target.extents.reduce(1) { if case .fixed(let count) = $1 { $0 * count } else { $0 } }
    }
    let cacheElements = 8_192
    let fitting = cacheElements / max(width, 1) / 16 * 16
    return min(max(fitting, 64), 256)
  }
}

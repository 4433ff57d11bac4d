import IndexCalculus
import LayerGraph

/// The kernels of a graph, as loop nests.
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
    try self.init(compiling: graph, gradients: graph.differentiated())
  }

  /// - Parameter gradients: the graph's derivatives, which are taken as they are.
  /// - Throws: `GraphError` at the graph's declaration where no kernel can be made.
  public init(compiling graph: WiredGraph, gradients: GradientProgram) throws(GraphError) {
    self.graph = graph
    self.gradients = gradients
    let lowering = KernelLowering(graph: graph, gradients: gradients)
    let program = graph.program
    let derivatives = program.parameters.compactMap { gradients.adjoint(of: $0)?.definition.symbol }
    let inputs = graph.differentiatedInputs.compactMap { gradients.adjoint(of: $0)?.definition.symbol }
    loss = try lowering.nest("loss", computing: [program.loss])
    lossAndGradient = try lowering.nest("lossAndGradient", computing: [program.loss] + derivatives)
    inputGradients =
      inputs.isEmpty
      ? nil : try lowering.nest("inputGradients", computing: [program.loss] + derivatives + inputs, storing: inputs)
    predict = try lowering.nest("predict", computing: [program.prediction], storing: [program.prediction])
  }
}

/// Makes loop nests from a differentiated graph.
public struct KernelLowering {
  private let graph: WiredGraph
  private let gradients: GradientProgram

  public init(graph: WiredGraph, gradients: GradientProgram) {
    self.graph = graph
    self.gradients = gradients
  }

  private var program: TensorProgram { graph.program }

  /// The tensor under which a nest hands another to its caller.
  public static func outputSymbol(of tensor: TensorSymbol) -> TensorSymbol {
    TensorSymbol(copyOf: tensor)
  }

  /// A nest that computes tensors of the graph and derivatives of its loss.
  /// - Parameter stored: those with rows that the caller gets.
  /// - Throws: `GraphError` at the graph's declaration.
  public func nest(
    _ name: String, computing wanted: [TensorSymbol], storing stored: [TensorSymbol] = []
  ) throws(GraphError) -> LoopNest {
    do {
      let definitions = try stableDefinitions(behind: wanted)
      var flattener = Flattener(
        avoiding: Set(program.tensors.map(\.name) + definitions.map(\.symbol.name)),
        aliases: gradients.adjoints.map(\.definition))
      for definition in definitions { flattener.add(definition) }
      let outputs = stored.map { ($0, Self.outputSymbol(of: $0)) }
      return try schedule(name, flattener.assignments, keeping: wanted, external(outputs.map(\.1)), outputs)
    } catch {
      throw GraphError("\(graph.name): \(error)", at: graph.location)
    }
  }

  /// A nest for a single formula: what it reads comes from the caller.
  /// - Throws: `GraphError` at the graph's declaration.
  public func nest(evaluating definition: TensorDefinition) throws(GraphError) -> LoopNest {
    let output = Self.outputSymbol(of: definition.symbol)
    let isRowwise = definition.symbol.isRowwise
    let operands = definition.body.tensors.sorted { $0.name < $1.name }.enumerated().map { position, tensor in
      Buffer(tensor: tensor, storage: storage(ofOperand: tensor), position: position)
    }
    let outputs = isRowwise ? [Buffer(tensor: output, storage: .output, position: 0)] : []
    do {
      var flattener = Flattener(avoiding: Set(operands.map(\.tensor.name)), aliases: [])
      flattener.add(definition)
      return try schedule(
        "formula", flattener.assignments, keeping: [definition.symbol], operands + outputs,
        isRowwise ? [(definition.symbol, output)] : [])
    } catch {
      throw GraphError("\(graph.name): \(error)", at: graph.location)
    }
  }

  private func schedule(
    _ name: String, _ assignments: [Assignment], keeping wanted: [TensorSymbol], _ external: [Buffer],
    _ outputs: [(TensorSymbol, TensorSymbol)]
  ) throws(CompilerError) -> LoopNest {
    var substitution = ForwardSubstitution(assignments, keeping: Set(wanted))
    substitution.run()
    let ordered = substitution.assignments.smallOnesEarly()
    var scheduler = Scheduler(ordered, external: external, tileRows: Self.tileRows(ordered))
    return try scheduler.schedule(named: name, outputs: outputs)
  }

  private func storage(ofOperand tensor: TensorSymbol) -> Buffer.Storage {
    if tensor.holdsPlaces { return .labels }
    return tensor.isRowwise ? .input : .parameter
  }

  private func stableDefinitions(behind wanted: [TensorSymbol]) throws -> [TensorDefinition] {
    let names = (program.tensors + gradients.adjoints.map(\.definition.symbol)).map(\.name)
    var stabiliser = Stabiliser(knowing: gradients.knowledge, avoiding: Set(names))
    for definition in definitions(behind: wanted) { try stabiliser.add(definition) }
    return reachable(from: wanted, in: stabiliser.definitions)
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
    func buffers(_ tensors: [TensorSymbol], _ storage: Buffer.Storage) -> [Buffer] {
      tensors.enumerated().map { Buffer(tensor: $1, storage: storage, position: $0) }
    }
    let gradientBuffers = program.parameters.enumerated().compactMap { position, parameter in
      gradients.adjoint(of: parameter).map {
        Buffer(tensor: $0.definition.symbol, storage: .gradient, position: position)
      }
    }
    return buffers(program.inputs, .input) + buffers(program.targets.filter { $0.holdsPlaces }, .labels)
      + buffers(program.targets.filter { $0.element == .real }, .target) + buffers(program.parameters, .parameter)
      + gradientBuffers + buffers(outputs, .output)
  }

  /// Rows in a tile: as many as keep the tile's tensors within the first-level cache, at least one vector of the widest
  /// instruction set, and more for wide rows so that a pass over the parameters serves many of them.
  private static func tileRows(_ assignments: [Assignment]) -> Int {
    let width = assignments.filter(\.target.isRowwise).reduce(0) { sum, assignment in
      sum + assignment.target.extents.entriesInARow
    }
    let cacheElements = 8_192
    let fitting = cacheElements / max(width, 1) / 16 * 16
    return min(max(fitting, 64), 256)
  }
}

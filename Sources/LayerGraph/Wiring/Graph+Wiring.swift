import IndexCalculus

extension Graph {
  /// Resolves names and shapes.
  /// - Throws: `GraphError` at the line that is wrong.
  public func wired() throws(GraphError) -> WiredGraph {
    var wiring = Wiring(self)
    for element in elements { try wiring.add(element) }
    return try wiring.finished()
  }
}

/// The state of one walk through a declaration.
private struct Wiring {
  let graph: Graph
  var names = NameTable()
  var inputs: [TensorSymbol] = []
  var inputLocations: [SourceLocation] = []
  var differentiatedInputs: [TensorSymbol] = []
  var parameters: [TensorSymbol] = []
  var targets: [TargetTensor] = []
  var definitions: [TensorDefinition] = []
  var nodes: [WiredGraph.Node] = []
  /// Judged by others; here they only have to fit.
  var claims: [(claim: Claim, location: SourceLocation)] = []
  /// The tensor that the next line of a chain continues from.
  var latest: TensorSymbol?

  init(_ graph: Graph) { self.graph = graph }

  mutating func add(_ element: GraphElement) throws(GraphError) {
    do {
      switch element.kind {
      case .input(let input): try add(input, at: element.location)
      case .layer(let layer): try add(layer, at: element.location)
      case .claim(let claim): claims.append((claim, element.location))
      }
    } catch {
      throw GraphError(error.message, at: element.location)
    }
  }

  private mutating func add(_ input: Input, at location: SourceLocation) throws(LayerError) {
    guard !input.features.isEmpty, input.features.allSatisfy({ $0 > 0 }) else {
      throw LayerError("the input \(input.name) needs at least one feature on every axis")
    }
    try names.take(input.name, for: "input", at: location)
    let symbol = TensorSymbol(input.name, [.rows] + input.features.map(Extent.fixed))
    try symbol.extents.checkSize("the input \(input.name)")
    inputs.append(symbol)
    inputLocations.append(location)
    if input.isDifferentiated { differentiatedInputs.append(symbol) }
    latest = symbol
  }

  private mutating func add(_ placed: PlacedLayer, at location: SourceLocation) throws(LayerError) {
    let layer = String(describing: type(of: placed.layer))
    let sources = try sources(of: placed, layer)
    var scope = LayerScope(
      layer: layer, inputs: sources, sharesParameters: placed.sharesParameters, names: names, parameters: parameters,
      targets: targets, location: location)
    let formula = try placed.layer.define(in: &scope)
    names = scope.names
    parameters = scope.parameters
    targets = scope.targets
    let name: String
    if let given = placed.name {
      try names.take(given, for: "layer's output", at: location)
      name = given
    } else {
      name = try names.takeFirstFree(placed.layer.outputName, at: location)
    }
    let output = TensorSymbol(name, formula.extents)
    if let problem = formula.problem { throw LayerError("\(layer): \(problem)") }
    try formula.extents.checkSize("the output \(name) of \(layer)")
    try checkInputs(of: formula, sources, layer)
    definitions.append(TensorDefinition(output, formula.body))
    nodes.append(
      WiredGraph.Node(layer: layer, output: output, inputs: sources, operands: scope.used, location: location))
    latest = output
  }

  /// A tensor that a layer is wired to and does not read is a slip, such as `SoftMax().from("A", "B")`.
  private func checkInputs(
    of formula: TensorFormula, _ sources: [TensorSymbol], _ layer: String
  ) throws(LayerError) {
    let read = formula.body.tensors
    for source in sources where !read.contains(source) {
      throw LayerError("\(layer) is wired to \(source.name), but its formula does not use it")
    }
  }

  private func sources(of placed: PlacedLayer, _ layer: String) throws(LayerError) -> [TensorSymbol] {
    guard let wanted = placed.inputs else {
      guard let latest else {
        throw LayerError("\(layer) has no input: begin the graph with one, such as Input(\"X\", features: 4)")
      }
      return [latest]
    }
    var result: [TensorSymbol] = []
    let known = inputs + definitions.map(\.symbol)
    for name in wanted {
      guard let symbol = known.first(where: { $0.name == name }) else {
        let others = known.isEmpty ? "none is declared" : "known are \(known.map(\.name).joined(separator: ", "))"
        throw LayerError("there is no tensor \(name) before this line; \(others)")
      }
      result.append(symbol)
    }
    return result
  }

  func finished() throws(GraphError) -> WiredGraph {
    do { try NameTable.validate(graph.name, as: "graph") } catch { throw GraphError(error.message, at: graph.location) }
    guard let loss = definitions.last(where: { $0.symbol.rank == 0 }) else {
      throw GraphError(
        "\(graph.name) has no loss: end it with one, such as CrossEntropy(.oneHot(\"Y\"))", at: graph.location)
    }
    try LossCheck(
      loss: loss.symbol, definitions: definitions, nodes: nodes, inputs: Array(zip(inputs, inputLocations)),
      parameters: parameters, differentiatedInputs: differentiatedInputs
    ).run()
    guard let prediction = prediction(before: loss.symbol) else {
      throw GraphError(
        "\(graph.name) predicts nothing: put a layer before its loss that has a row for each example and needs no target",
        at: graph.location)
    }
    let program = TensorProgram(
      inputs: inputs, targets: targets.map(\.symbol), parameters: parameters, definitions: definitions,
      loss: loss.symbol, prediction: prediction,
      grantedSums: targets.filter { $0.kind == .distribution }.map { .init($0.symbol, axis: 1, value: 1) })
    let wired = WiredGraph(
      name: graph.name, location: graph.location, program: program, nodes: nodes, targets: targets,
      differentiatedInputs: differentiatedInputs)
    return try adding(claims, to: wired)
  }

  private func adding(
    _ claims: [(claim: Claim, location: SourceLocation)], to graph: WiredGraph
  ) throws(GraphError) -> WiredGraph {
    var result = graph
    for (claim, location) in claims {
      do { result.claims.append(try WiredClaim(claim, in: graph, at: location)) } catch {
        throw GraphError(error.message, at: location)
      }
    }
    return result
  }

  /// What the loss judges is what the graph predicts: of the outputs that have a row for each example and need no target,
  /// the one that the fewest layers are between. Of a sum of losses it is what the first one judges.
  private func prediction(before loss: TensorSymbol) -> TensorSymbol? {
    var judging = Set(targets.map(\.symbol))
    for definition in definitions where !definition.body.tensors.isDisjoint(with: judging) {
      judging.insert(definition.symbol)
    }
    var seen: Set<TensorSymbol> = [loss]
    var level = [loss]
    while !level.isEmpty {
      level = level.flatMap { tensor in nodes.first { $0.output == tensor }?.inputs ?? [] }.filter {
        seen.insert($0).inserted
      }
      let outputs = level.filter { tensor in nodes.contains { $0.output == tensor } }
      if let found = outputs.first(where: { $0.extents.first == .rows && !judging.contains($0) }) { return found }
    }
    return nil
  }
}

/// What a graph computes: every tensor by its formula, in an order in which each is defined before it is used.
public struct TensorProgram: Sendable {
  /// Tensors that come from outside with one row an example.
  public let inputs: [TensorSymbol]
  public let targets: [TensorSymbol]
  public let parameters: [TensorSymbol]
  public let definitions: [TensorDefinition]
  /// The scalar that is differentiated.
  public let loss: TensorSymbol
  /// What a prediction returns.
  public let prediction: TensorSymbol
  /// Sums that the targets' kinds grant.
  public let grantedSums: [Knowledge.KnownSum]

  public init(
    inputs: [TensorSymbol], targets: [TensorSymbol], parameters: [TensorSymbol],
    definitions: [TensorDefinition], loss: TensorSymbol, prediction: TensorSymbol,
    grantedSums: [Knowledge.KnownSum]
  ) {
    self.inputs = inputs
    self.targets = targets
    self.parameters = parameters
    self.definitions = definitions
    self.loss = loss
    self.prediction = prediction
    self.grantedSums = grantedSums
  }

  public func definition(of symbol: TensorSymbol) -> TensorDefinition? {
    definitions.first { $0.symbol == symbol }
  }

  /// Every tensor of the graph, those from outside first.
  public var tensors: [TensorSymbol] { inputs + targets + parameters + definitions.map(\.symbol) }

  /// The tensors that may be infinite or NaN where inputs, targets and parameters are finite: `log x`, `1/x` and what is
  /// computed from them.
  public var partialTensors: Set<TensorSymbol> {
    definitions.reduce(into: []) { partial, definition in
      if !definition.body.isDefinedEverywhere(but: partial) { partial.insert(definition.symbol) }
    }
  }

  public func tensor(named name: String) -> TensorSymbol? { tensors.first { $0.name == name } }

  /// The definitions in whose formulas `symbol` occurs.
  public func consumers(of symbol: TensorSymbol) -> [TensorDefinition] {
    definitions.filter { $0.body.tensors.contains(symbol) }
  }
}

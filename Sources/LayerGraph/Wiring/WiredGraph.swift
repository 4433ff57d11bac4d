import IndexCalculus

/// A graph with every name resolved and every shape known.
public struct WiredGraph: Sendable {
  /// One layer and the tensors it is wired to.
  public struct Node: Sendable {
    /// The layer's type, for people.
    public let layer: String
    public let output: TensorSymbol
    public let inputs: [TensorSymbol]
    /// The parameters and targets it reads.
    public let operands: [TensorSymbol]
    public let location: SourceLocation
  }

  public let name: String
  public let location: SourceLocation
  public private(set) var program: TensorProgram
  public let nodes: [Node]
  public let targets: [TargetTensor]
  /// Inputs whose gradient is wanted.
  public let differentiatedInputs: [TensorSymbol]
  /// Derivatives as somebody derived them by hand.
  public internal(set) var claims: [WiredClaim] = []

  /// The same graph without anything being known of its targets' values.
  public var withoutGrants: WiredGraph {
    var result = self
    result.program = TensorProgram(
      inputs: program.inputs, targets: program.targets, parameters: program.parameters,
      definitions: program.definitions, loss: program.loss, prediction: program.prediction, grantedSums: [])
    return result
  }

  /// The graph's derivatives.
  /// - Throws: `GraphError` at the graph's declaration when the calculus gives up.
  public func differentiated() throws(GraphError) -> GradientProgram {
    do {
      return try GradientProgram(differentiating: program, wrt: differentiatedInputs)
    } catch {
      throw GraphError("\(name): \(error)", at: location)
    }
  }
}

/// A tensor program with its loss differentiated: one adjoint for every tensor on the way from the parameters to the
/// loss, each by the shortest formula that was found.
public struct GradientProgram: Sendable {
  public let program: TensorProgram
  /// Every derivative of the loss, the tensors nearest to the loss first.
  public let adjoints: [Adjoint]
  /// Each definition's derivative by each tensor in its formula.
  public let locals: [Derivation]
  /// Sums that the targets grant, and those that were found for the graph's own tensors.
  public let knownSums: [Knowledge.KnownSum]

  public func adjoint(of tensor: TensorSymbol) -> Adjoint? { adjoints.first { $0.tensor == tensor } }

  /// The adjoints that the gradients of the parameters are computed from, and those gradients. What the others were
  /// needed for has dissolved into these.
  public var needed: [Adjoint] {
    var wanted = Set(program.parameters.map { Adjoint.symbol(of: $0, loss: program.loss) })
    var result: [Adjoint] = []
    for adjoint in adjoints.reversed() where wanted.contains(adjoint.definition.symbol) {
      wanted.formUnion(adjoint.definition.body.tensors)
      result.append(adjoint)
    }
    return result.reversed()
  }
}

/// The derivative of the loss by one tensor.
public struct Adjoint: Sendable {
  public let tensor: TensorSymbol
  /// The formula, in terms of the graph's tensors and of other adjoints.
  public let definition: TensorDefinition
  public let steps: [DerivationStep]

  /// The name under which formulas mention the derivative of the loss by `tensor`.
  public static func symbol(of tensor: TensorSymbol, loss: TensorSymbol) -> TensorSymbol {
    TensorSymbol("∂\(loss.name)/∂\(tensor.name)", tensor.extents)
  }
}

/// A tensor program with its loss differentiated: one adjoint for every tensor on the way from the parameters to the
/// loss, each by the shortest formula that was found.
public struct GradientProgram: Sendable {
  public let program: TensorProgram
  /// The parameters, and the inputs whose derivatives are wanted too.
  public let wanted: [TensorSymbol]
  /// Every derivative of the loss, the tensors nearest to the loss first.
  public let adjoints: [Adjoint]
  /// Each definition's derivative by each tensor in its formula.
  public let locals: [Derivation]
  /// Sums that the targets grant, and those that were found for the graph's own tensors.
  public let knownSums: [Knowledge.KnownSum]

  /// What derivations and kernels may use of the graph's tensors.
  public var knowledge: Knowledge { Knowledge(sums: knownSums, partialTensors: program.partialTensors) }

  public func adjoint(of tensor: TensorSymbol) -> Adjoint? { adjoints.first { $0.tensor == tensor } }

  /// The adjoints that the wanted gradients are computed from, and those gradients. What the others were needed for has
  /// dissolved into these.
  public var needed: [Adjoint] {
    var wanted = Set(wanted.map { Adjoint.symbol(of: $0, loss: program.loss) })
    var result: [Adjoint] = []
    for adjoint in adjoints.reversed() where wanted.contains(adjoint.definition.symbol) {
      wanted.formUnion(adjoint.definition.body.tensors)
      result.append(adjoint)
    }
    return result.reversed()
  }
}

extension GradientProgram {
  /// How one adjoint was derived, in terms of the graph's own tensors where that stays readable.
  public func resolved(_ adjoint: Adjoint) throws(CalculusError) -> Derivation {
    try adjoint.resolved(
      root: program.loss, inserting: adjoints.map(\.definition), knowing: knowledge)
  }
}

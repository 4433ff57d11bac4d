/// The derivative of the loss by one tensor.
public struct Adjoint: Sendable {
  public let tensor: TensorSymbol
  /// The formula, in terms of the graph's tensors and of other adjoints.
  public let definition: TensorDefinition
  public let steps: [DerivationStep]

  /// The name under which formulas mention the derivative of the loss by `tensor`.
  public static func symbol(of tensor: TensorSymbol, loss: TensorSymbol) -> TensorSymbol {
    TensorSymbol(derivativeOf: loss, by: tensor)
  }
}

extension Adjoint {
  /// Formulas longer than this stay in terms of the adjoints that they mention: a reader has use for a short one only.
  private static let readableSize = 80

  /// The derivation with the adjoints that it mentions inserted, where the result stays readable.
  func resolved(
    root: TensorSymbol, inserting definitions: [TensorDefinition], knowing knowledge: Knowledge
  ) throws(CalculusError) -> Derivation {
    var rewriter = Rewriter(definition.body, knowing: knowledge)
    for other in definitions.reversed() where rewriter.expression.tensors.contains(other.symbol) {
      let inserted = rewriter.expression.replacingAccesses { symbol, positions in
        symbol == other.symbol ? other.body(at: positions) : nil
      }
      guard inserted.size <= Self.readableSize else { break }
      try rewriter.record("insert \(other.symbol.name)", inserted)
      try rewriter.simplify()
    }
    return Derivation(goal: .init(of: root, wrt: tensor), steps: steps + rewriter.steps)
  }
}

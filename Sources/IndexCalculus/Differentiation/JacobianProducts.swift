extension Derivation {
  /// The derivative of a definition's own formula by a tensor that occurs in it.
  /// - Throws: `CalculusError` when a budget is exceeded or the formula makes no sense.
  public init(of definition: TensorDefinition, wrt tensor: TensorSymbol) throws(CalculusError) {
    self = try .local(definition, by: tensor, knowing: Knowledge())
  }

  /// The name under which a vector of the shape of `tensor` stands in a vector-Jacobian product.
  public static func cotangent(of tensor: TensorSymbol) -> TensorSymbol {
    TensorSymbol("cotangent of \(tensor.name)", tensor.extents)
  }

  /// The same in a Jacobian-vector product.
  public static func tangent(of tensor: TensorSymbol) -> TensorSymbol {
    TensorSymbol("tangent of \(tensor.name)", tensor.extents)
  }

  /// `Σ_pq v_pq ∂of_pq/∂wrt_rs`, of the shape of `wrt`: what reverse mode computes, and the gradient where `v` is one.
  /// - Throws: `CalculusError` when a budget is exceeded.
  public func vectorJacobianProduct(knowing knowledge: Knowledge = Knowledge()) throws(CalculusError) -> TensorDefinition {
    let outer = (0..<goal.wrt.rank).map(IndexTerm.free)
    let inner = (0..<goal.of.rank).map { IndexTerm.free(goal.wrt.rank + $0) }
    let vector = Expression.access(Self.cotangent(of: goal.of), inner)
    let bounds = zip(0..., goal.of.extents).map { (index: Index.free(goal.wrt.rank + $0), extent: $1) }
    let body = Expression.sum(over: bounds, vector * jacobian(at: inner + outer))
    return TensorDefinition(
      TensorSymbol("pullback to \(goal.wrt.name)", goal.wrt.extents), try Rewriter.simplified(body, knowing: knowledge))
  }

  /// `Σ_rs ∂of_pq/∂wrt_rs u_rs`, of the shape of `of`: what forward mode computes.
  /// - Throws: `CalculusError` when a budget is exceeded.
  public func jacobianVectorProduct(knowing knowledge: Knowledge = Knowledge()) throws(CalculusError) -> TensorDefinition {
    let outer = (0..<goal.of.rank).map(IndexTerm.free)
    let inner = (0..<goal.wrt.rank).map { IndexTerm.free(goal.of.rank + $0) }
    let vector = Expression.access(Self.tangent(of: goal.wrt), inner)
    let bounds = zip(0..., goal.wrt.extents).map { (index: Index.free(goal.of.rank + $0), extent: $1) }
    let body = Expression.sum(over: bounds, jacobian(at: outer + inner) * vector)
    return TensorDefinition(
      TensorSymbol("pushforward to \(goal.of.name)", goal.of.extents), try Rewriter.simplified(body, knowing: knowledge))
  }

  private func jacobian(at positions: [IndexTerm]) -> Expression {
    TensorDefinition(goal.jacobianSymbol, result).body(at: positions)
  }
}

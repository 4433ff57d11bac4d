import IndexCalculus

extension Contraction {
  /// Recognises a product of two tensors, summed over one index, as a product of matrices: each operand has the summed
  /// index and one of its own, and the target has the two that are left.
  /// - Returns: `nil` for any other sum, which then becomes plain loops.
  init?(_ target: TensorSymbol, _ bounds: [Assignment.Bound], _ body: Expression, accumulates: Bool) {
    guard bounds.count == 1, target.rank == 2 else { return nil }
    let summed = bounds[0]
    var operands: [Operand] = []
    var scale: [Expression] = []
    for factor in body.factors {
      if case .access(let tensor, let positions) = factor.form {
        let indices = positions.compactMap(\.plainIndex)
        guard tensor.rank == 2, indices.count == 2, indices[0] != indices[1] else { return nil }
        operands.append(Operand(tensor: tensor, indices: indices))
      } else if factor.isConstant {
        scale.append(factor)
      } else {
        return nil
      }
    }
    guard operands.count == 2 else { return nil }
    let targetIndices: [Index] = [.free(0), .free(1)]
    func own(_ operand: Operand) -> Index? {
      guard operand.indices.contains(summed.index) else { return nil }
      return operand.indices.first { $0 != summed.index }
    }
    guard let first = own(operands[0]), let second = own(operands[1]), Set([first, second]) == Set(targetIndices)
    else { return nil }
    let ordered = first == targetIndices[0] ? operands : operands.reversed()
    self.init(
      target: Operand(tensor: target, indices: targetIndices), left: ordered[0], right: ordered[1],
      i: Bound(index: targetIndices[0], extent: target.extents[0]),
      j: Bound(index: targetIndices[1], extent: target.extents[1]),
      p: Bound(index: summed.index, extent: summed.extent), scale: .product(scale), accumulates: accumulates)
  }
}

import IndexCalculus

extension Expression {
  /// What is multiplied: itself where it is no product.
  var factors: [Expression] { if case .product(let all) = form { all } else { [self] } }

  /// What is added up: itself where it is no sum.
  var terms: [Expression] { if case .sum(let all) = form { all } else { [self] } }

  /// Whether it mentions no tensor and no index, and so is the same for all entries and rows.
  var isConstant: Bool { tensors.isEmpty && freeIndices.isEmpty }
}

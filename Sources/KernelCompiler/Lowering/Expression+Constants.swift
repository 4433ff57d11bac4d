import IndexCalculus

extension Expression {
  /// Whether it mentions no tensor and no index, and so is the same for all entries and rows.
  var isConstant: Bool { tensors.isEmpty && freeIndices.isEmpty }
}

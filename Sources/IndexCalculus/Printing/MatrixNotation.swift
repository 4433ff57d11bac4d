extension TensorDefinition {
  /// The formula of the whole tensor over whole matrices, such as `Xᵀ(A − Y)/m`; `nil` where it has no matrix form.
  ///
  /// In matrix notation a tensor of rank 1 is a column, `1` is a vector of ones, `b1ᵀ` repeats `b` along the columns
  /// and `1bᵀ` down the rows. Functions, powers, `⊙` and `⊘` work entry by entry; a number in a comparison or a choice
  /// stands for a matrix full of it. The formula of a vector may be written as a row, where that reads better:
  /// see `MatrixExpression.isRow`.
  public var matrixNotation: Formula? { matrixExpression?.formula() }

  /// What the matrix notation says, as a value.
  public var matrixExpression: MatrixExpression? {
    switch symbol.rank {
    case 0: return read(nil, nil)
    case 1:
      guard let column = read(.free(0), nil), let row = read(nil, .free(0)) else { return nil }
      return row.transpositions < column.transpositions ? row : column
    case 2: return read(.free(0), .free(1))
    default: return nil
    }
  }

  private func read(_ row: Index?, _ column: Index?) -> MatrixExpression? {
    var reader = MatrixReader(body, extents: symbol.extents)
    return reader.read(body, row, column)?.gatheringTranspositions
  }
}

extension Derivation {
  /// The derivative over whole matrices, where it has no more than two indices; see `blockNotation` for the others.
  public var matrixNotation: Formula? { TensorDefinition(goal.jacobianSymbol, result).matrixNotation }
}

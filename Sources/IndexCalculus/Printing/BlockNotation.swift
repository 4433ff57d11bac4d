/// A Jacobian with more than two indices, written with matrices.
public struct BlockNotation: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// Row `p` of the result depends on row `p` of the argument alone, by this Jacobian: the whole is block diagonal.
    case perRow
    /// The Jacobian of the result's entries, row after row, by the argument's entries, row after row.
    case kronecker
  }

  public let kind: Kind
  public let expression: MatrixExpression

  /// The matrix formula, in which a small letter is row `p` of the matrix with the capital one.
  public var formula: Formula { expression.formula(row: "p") }
}

extension Derivation {
  /// The Jacobian in matrices: `diag(a) − aaᵀ` for each row, or `X ⊗ I` as a whole; `nil` where it is neither, or where
  /// it has no more than two indices and is a matrix anyway.
  public var blockNotation: BlockNotation? {
    BlockNotation(result, extents, axes: goal.of.rank)
  }
}

extension BlockNotation {
  /// - Parameter axes: how many of the indices belong to what is differentiated; the others belong to what it is
  ///   differentiated by.
  init?(_ jacobian: Expression, _ extents: [Extent], axes: Int) {
    guard extents.count > 2, (1...2).contains(axes), (1...2).contains(extents.count - axes) else { return nil }
    let layout = Layout(extents: extents, axes: axes)
    if let matrix = Self.perRow(jacobian, layout) {
      self.init(kind: .perRow, expression: matrix)
    } else if let matrix = Self.kronecker(jacobian, layout) {
      self.init(kind: .kronecker, expression: matrix)
    } else {
      return nil
    }
  }

  /// Where the indices of a Jacobian stand.
  private struct Layout {
    let extents: [Extent]
    let axes: Int

    /// The first index of the result and of the argument.
    var first: (Index, Index) { (.free(0), .free(axes)) }
    /// The second ones, where they exist.
    var second: (Index?, Index?) { (axes == 2 ? .free(1) : nil, extents.count - axes == 2 ? .free(axes + 1) : nil) }
  }

  // MARK: - δ_pr

  private static func perRow(_ jacobian: Expression, _ layout: Layout) -> MatrixExpression? {
    let (row, argumentRow) = layout.first
    guard layout.extents[0] == layout.extents[layout.axes] else { return nil }
    let delta = Expression.delta(.index(row), .index(argumentRow))
    var terms: [Expression] = []
    for term in jacobian.terms {
      var factors = term.factors
      guard let position = factors.firstIndex(of: delta) else { return nil }
      factors.remove(at: position)
      terms.append(.product(factors))
    }
    let block = Expression.sum(terms).replacing([argumentRow: .index(row)])
    var reader = MatrixReader(block, extents: layout.extents, fixedRow: row)
    return reader.read(block, layout.second.0, layout.second.1)?.gatheringTranspositions
  }

  // MARK: - ⊗

  /// `L_pr R_qs`: every factor speaks of the first indices or of the second ones.
  private static func kronecker(_ jacobian: Expression, _ layout: Layout) -> MatrixExpression? {
    let first = [layout.first.0, layout.first.1]
    let second = [layout.second.0, layout.second.1].compactMap { $0 }
    guard layout.second.0 != nil else { return nil }
    // A vector has one index only; it stands with the second one of the matrix, so that nothing is torn apart.
    let hasVector = layout.second.1 == nil
    let left = hasVector ? [first[0]] : first
    let right = hasVector ? second + [first[1]] : second
    var leftFactors: [Expression] = []
    var rightFactors: [Expression] = []
    for factor in jacobian.factors {
      let indices = factor.freeIndices
      if indices.isSubset(of: left), !indices.isEmpty {
        leftFactors.append(factor)
      } else if indices.isSubset(of: right) {
        rightFactors.append(factor)
      } else {
        return nil
      }
    }
    guard let outer = read(.product(leftFactors), left, layout), let inner = read(.product(rightFactors), right, layout)
    else { return nil }
    return .kronecker(outer, inner)
  }

  private static func read(_ expression: Expression, _ indices: [Index], _ layout: Layout) -> MatrixExpression? {
    var reader = MatrixReader(expression, extents: layout.extents)
    return reader.read(expression, indices.first, indices.dropFirst().first)?.gatheringTranspositions
  }
}

/// A product of matrices, vectors and numbers, each with the indices it stands for, while sums are carried out on it.
struct FactorNetwork {
  /// All factors with the same indices, multiplied entry by entry.
  private struct Block {
    /// The index down the rows and the one along the columns.
    let indices: [Index]
    var factors: [MatrixExpression] = []
    var divisors: [MatrixExpression] = []
  }

  private let extents: [Index: Extent]
  private var blocks: [Block] = []
  private var coefficient = Rational.one
  /// Whether every number could be multiplied into the coefficient.
  private var isExact = true

  init(extents: [Index: Extent]) { self.extents = extents }

  func mentions(_ index: Index) -> Bool { blocks.contains { $0.indices.contains(index) } }

  mutating func multiply(by value: Rational) {
    if let product = coefficient.multiplied(by: value) { coefficient = product } else { isExact = false }
  }

  mutating func addScalar(_ scalar: MatrixExpression) { add(scalar, [], isDivisor: false) }

  mutating func add(_ matrix: MatrixExpression, _ indices: [Index], isDivisor: Bool) {
    let position = blocks.firstIndex { $0.indices == indices }
    var block = position.map { blocks[$0] } ?? Block(indices: indices)
    if isDivisor { block.divisors.append(matrix) } else { block.factors.append(matrix) }
    if let position { blocks[position] = block } else { blocks.append(block) }
  }

  // MARK: - Sums

  /// Sums over the indices, those first that tie the fewest others together, and the inner ones before the outer.
  /// - Returns: whether there was a matrix for every sum.
  mutating func contract(_ bounds: [Index]) -> Bool {
    var remaining = bounds
    while !remaining.isEmpty {
      let counts = remaining.map { neighbours(of: $0).count }
      guard let fewest = counts.min(), fewest <= 2, let position = counts.lastIndex(of: fewest),
        contract(remaining.remove(at: position))
      else { return false }
    }
    return true
  }

  private func neighbours(of index: Index) -> [Index] {
    Set(blocks.filter { $0.indices.contains(index) }.flatMap(\.indices)).filter { $0 != index }.sorted()
  }

  private mutating func contract(_ index: Index) -> Bool {
    guard let extent = extents[index] else { return false }
    let others = neighbours(of: index)
    let touched = blocks.filter { $0.indices.contains(index) }
    blocks.removeAll { $0.indices.contains(index) }
    let vector = touched.first { $0.indices == [index] }
    let matrices = others.compactMap { other in
      touched.first { $0.indices.contains(other) }.map { matrix($0, other, index) }
    }
    switch matrices.count {
    case 0:
      guard let vector else { return false }
      addScalar(total(vector, extent))
    case 1:
      let weights = vector.map { matrix($0, index, nil) } ?? .ones(extent)
      add(.chain([matrices[0], weights]), others, isDivisor: false)
    default:
      let weights = vector.map { [MatrixExpression.diagonal(matrix($0, index, nil))] } ?? []
      add(.chain([matrices[0]] + weights + [matrices[1].transpose]), others, isDivisor: false)
    }
    return true
  }

  /// `vᵀw`, or `1ᵀv` for a single vector.
  private func total(_ block: Block, _ extent: Extent) -> MatrixExpression {
    guard block.factors.count > 1 else {
      return .chain([MatrixExpression.ones(extent).transpose, matrix(block, block.indices[0], nil)])
    }
    var rest = block
    let first = rest.factors.removeFirst()
    return .chain([first.transpose, matrix(rest, block.indices[0], nil)])
  }

  // MARK: - Results

  /// The block with the given index down its rows and the other one along its columns.
  private func matrix(_ block: Block, _ row: Index, _ column: Index?) -> MatrixExpression {
    let result = ratio(block.factors, block.divisors, block.indices)
    return block.indices.first == row ? result : result.transpose
  }

  private func ratio(
    _ factors: [MatrixExpression], _ divisors: [MatrixExpression], _ indices: [Index]
  ) -> MatrixExpression {
    let top = factors.isEmpty ? allOnes(indices) : MatrixExpression.entrywise(factors)
    return divisors.isEmpty ? top : .entrywiseQuotient(top, .entrywise(divisors))
  }

  private func allOnes(_ indices: [Index]) -> MatrixExpression {
    let vectors = indices.compactMap { extents[$0] }.map(MatrixExpression.ones)
    switch vectors.count {
    case 0: return .one
    case 1: return vectors[0]
    default: return .outer(vectors[0], vectors[1])
    }
  }

  /// The product once every sum is carried out.
  func matrix(_ row: Index?, _ column: Index?) -> MatrixExpression? {
    let rowBlock = block(row.map { [$0] })
    let columnBlock = block(column.map { [$0] })
    guard let row, let column else {
      let only = row ?? column
      let vector = only.map { index in
        (rowBlock ?? columnBlock).map { matrix($0, index, nil) } ?? allOnes([index])
      }
      return scaled(row == nil ? vector?.transpose : vector)
    }
    guard let both = blocks.first(where: { Set($0.indices) == [row, column] }) else {
      let down = rowBlock.map { matrix($0, row, nil) } ?? allOnes([row])
      let along = columnBlock.map { matrix($0, column, nil) } ?? allOnes([column])
      return scaled(.outer(down, along))
    }
    if case .identity? = both.factors.first, both.factors.count == 1, both.divisors.isEmpty,
      let diagonal = diagonal([rowBlock, columnBlock].compactMap { $0 }, row)
    {
      return scaled(.diagonal(diagonal))
    }
    return scaled(entrywise(both, rowBlock, columnBlock, row, column))
  }

  private func block(_ indices: [Index]?) -> Block? {
    indices.flatMap { wanted in blocks.first { $0.indices == wanted } }
  }

  /// `v_i δ_ij w_j` is the diagonal matrix of `v ⊙ w`.
  private func diagonal(_ vectors: [Block], _ row: Index) -> MatrixExpression? {
    guard !vectors.isEmpty else { return nil }
    return ratio(vectors.flatMap(\.factors), vectors.flatMap(\.divisors), [row])
  }

  private func entrywise(
    _ both: Block, _ rowBlock: Block?, _ columnBlock: Block?, _ row: Index, _ column: Index
  ) -> MatrixExpression {
    func spread(_ part: KeyPath<Block, [MatrixExpression]>) -> [MatrixExpression] {
      let down = rowBlock?[keyPath: part] ?? []
      let along = columnBlock?[keyPath: part] ?? []
      if down.isEmpty, along.isEmpty { return [] }
      return [
        .outer(
          down.isEmpty ? allOnes([row]) : .entrywise(down), along.isEmpty ? allOnes([column]) : .entrywise(along))
      ]
    }
    let turned = both.indices.first != row
    func oriented(_ matrices: [MatrixExpression]) -> [MatrixExpression] {
      turned ? matrices.map(\.transpose) : matrices
    }
    return ratio(
      oriented(both.factors) + spread(\.factors), oriented(both.divisors) + spread(\.divisors), [row, column])
  }

  private func scaled(_ core: MatrixExpression?) -> MatrixExpression? {
    guard isExact else { return nil }
    let scalars = block([])
    let size = coefficient.magnitude
    let isDecimal = size.denominator > 10 && size.decimalText != nil
    let factor = isDecimal ? size : Rational(size.numerator)
    var divisors = scalars?.divisors ?? []
    if !isDecimal, size.denominator != 1 { divisors.insert(.number(Rational(size.denominator)), at: 0) }
    let product = MatrixExpression.chain(
      [.number(factor)] + (scalars?.factors ?? []) + [core].compactMap { $0 })
    let quotient = MatrixExpression.dividing(product, by: divisors)
    return coefficient.isNegative ? quotient.negative : quotient
  }
}

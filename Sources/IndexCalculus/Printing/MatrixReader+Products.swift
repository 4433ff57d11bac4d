extension MatrixReader {
  /// Reads a product of factors, summed over those of its indices that are bound.
  mutating func readProduct(_ expression: Expression, _ row: Index?, _ column: Index?) -> MatrixExpression? {
    var bounds: [Index] = []
    var factors: [Expression] = []
    open(expression, &bounds, &factors)
    return read(factors, summedOver: bounds, row, column)
  }

  /// Inner sums become indices of the whole product.
  private mutating func open(_ expression: Expression, _ bounds: inout [Index], _ factors: inout [Expression]) {
    for factor in expression.factors {
      if case .reduction(.sum, let binder, let body) = factor.form {
        let index = bind(binder.extent)
        bounds.append(index)
        open(body.opening(binder, as: index), &bounds, &factors)
      } else {
        factors += separatingPositions(of: factor, &bounds)
      }
    }
  }

  /// `A_ij`, and a δ for each position that is not an index of its own: `A_{i,y_i} = Σ_j A_ij δ_{j,y_i}`.
  private mutating func separatingPositions(of factor: Expression, _ bounds: inout [Index]) -> [Expression] {
    guard case .access(let tensor, let positions) = factor.form else { return [factor] }
    var seen: Set<Index> = []
    var result: [IndexTerm] = []
    var deltas: [Expression] = []
    for (position, extent) in zip(positions, tensor.extents) {
      if case .index(let index) = position, seen.insert(index).inserted {
        result.append(position)
      } else {
        let index = bind(extent)
        bounds.append(index)
        deltas.append(.delta(.index(index), position))
        result.append(.index(index))
      }
    }
    return [.access(tensor, result)] + deltas
  }

  private mutating func read(
    _ factors: [Expression], summedOver bounds: [Index], _ row: Index?, _ column: Index?
  ) -> MatrixExpression? {
    if let position = factors.firstIndex(where: { needsMultiplyingOut($0, among: factors) }) {
      return readMultipliedOut(factors, at: position, summedOver: bounds, row, column)
    }
    var network = FactorNetwork(extents: extents)
    for factor in factors {
      guard add(factor, to: &network) else { return nil }
    }
    for index in bounds where !network.mentions(index) {
      guard let extent = extents[index] else { return nil }
      network.addScalar(extent.matrix)
    }
    guard network.contract(bounds.filter(network.mentions)) else { return nil }
    return network.matrix(row, column)
  }

  /// A sum with too many indices for a matrix, or one with an identity matrix in it that is better read as the diagonal
  /// of the other factors.
  private func needsMultiplyingOut(_ factor: Expression, among factors: [Expression]) -> Bool {
    guard case .sum(let terms) = factor.form else { return false }
    let own = indices(of: factor)
    if own.count > 2 { return true }
    guard own.count == 2 else { return false }
    let hasIdentity = terms.contains { term in
      term.factors.contains { $0 == .delta(.index(own[0]), .index(own[1])) }
    }
    return hasIdentity && factors.contains { !indices(of: $0).isEmpty && $0 != factor }
  }

  private mutating func readMultipliedOut(
    _ factors: [Expression], at position: Int, summedOver bounds: [Index], _ row: Index?, _ column: Index?
  ) -> MatrixExpression? {
    guard spendProduct() else { return nil }
    let common = factors.filter { indices(of: $0).isEmpty }
    var rest = factors
    rest.remove(at: position)
    rest.removeAll { indices(of: $0).isEmpty }
    var products: [MatrixExpression] = []
    for term in factors[position].terms {
      var inner = bounds
      var opened = rest
      open(term, &inner, &opened)
      guard let product = read(opened, summedOver: inner, row, column) else { return nil }
      products.append(product)
    }
    let sum = MatrixExpression.addition(products)
    guard !common.isEmpty else { return sum }
    return read(common, summedOver: [], nil, nil).map { .chain([$0, sum]) }
  }

  // MARK: - Single factors

  private mutating func add(_ factor: Expression, to network: inout FactorNetwork) -> Bool {
    if let value = factor.number {
      network.multiply(by: value)
      return true
    }
    let (base, exponent) = factor.baseAndRationalExponent
    let isDivisor = exponent.isNegative
    let operand = isDivisor ? Expression.power(base, .number(exponent.magnitude)) : factor
    let own = indices(of: operand)
    guard own.count <= 2, let matrix = readFactor(operand, own.first, own.dropFirst().first) else { return false }
    network.add(matrix, own, isDivisor: isDivisor)
    return true
  }

  private mutating func readFactor(_ factor: Expression, _ row: Index?, _ column: Index?) -> MatrixExpression? {
    switch factor.form {
    case .access(let tensor, let positions): return read(tensor, positions, row)
    case .delta(let left, let right): return read(delta: left, right, row)
    case .number, .constant, .extent, .sum, .product, .power, .function, .reduction, .comparison, .selection,
      .derivative, .invalid:
      return read(factor, row, column)
    }
  }

  private func read(_ tensor: TensorSymbol, _ positions: [IndexTerm], _ row: Index?) -> MatrixExpression? {
    if let fixedRow, positions.first == .index(fixedRow) { return tensor.rank <= 2 ? .row(tensor) : nil }
    if let fixedRow, positions.contains(.index(fixedRow)) { return nil }
    guard tensor.element == .real else { return nil }
    switch tensor.rank {
    case 0, 1: return .tensor(tensor)
    case 2: return positions.first == row.map(IndexTerm.index) ? .tensor(tensor) : .transposed(.tensor(tensor))
    default: return nil
    }
  }

  private func read(delta left: IndexTerm, _ right: IndexTerm, _ row: Index?) -> MatrixExpression? {
    switch (left, right) {
    case (.index(let a), .index(let b)):
      guard a != fixedRow, b != fixedRow, let extent = extents[a], extent == extents[b] else { return nil }
      return .identity(extent)
    case (.index(let index), .element(let tensor, let positions)),
      (.element(let tensor, let positions), .index(let index)):
      return readOneHot(index, tensor, positions, row)
    case (.index(let index), .constant(let place)), (.constant(let place), .index(let index)):
      guard index != fixedRow, let extent = extents[index] else { return nil }
      return .unit(place, extent)
    default: return nil
    }
  }

  /// `δ_{j,y_i}` is a matrix with the rows `i`.
  private func readOneHot(
    _ index: Index, _ labels: TensorSymbol, _ positions: [IndexTerm], _ row: Index?
  ) -> MatrixExpression? {
    guard index != fixedRow, let classes = extents[index], labels.rank == 1,
      case .index(let place)? = positions.first, place != index, place != fixedRow
    else { return nil }
    let matrix = MatrixExpression.oneHot(labels, classes: classes)
    return place == row ? matrix : matrix.transpose
  }
}

extension Extent {
  fileprivate var matrix: MatrixExpression {
    switch self {
    case .fixed(let count): .number(Rational(count))
    case .symbolic: .extent(self)
    }
  }
}

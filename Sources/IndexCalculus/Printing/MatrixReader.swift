/// Reads a formula in index notation as one over whole matrices, or gives up where it has no matrix form. It goes by
/// the indices that stand in each factor, and by nothing else.
struct MatrixReader {
  private(set) var extents: [Index: Extent] = [:]
  private var next: Int
  /// The index of the row that a block is about; it counts as a constant.
  let fixedRow: Index?
  /// How many sums may still be multiplied out; a form with very many terms is none to read.
  private var remainingProducts = 64

  init(_ expression: Expression, extents: [Extent], fixedRow: Index? = nil) {
    for (number, extent) in extents.enumerated() { self.extents[.free(number)] = extent }
    next = max(expression.unusedNumber, extents.count)
    self.fixedRow = fixedRow
  }

  /// A matrix with the values of one index down its rows and of another along its columns. Where an index is missing
  /// there is one row or column; where it does not occur, all rows or columns are the same.
  mutating func read(_ expression: Expression, _ row: Index?, _ column: Index?) -> MatrixExpression? {
    let indices = indices(of: expression)
    guard indices.allSatisfy({ $0 == row || $0 == column }) else { return nil }
    if let row, !indices.contains(row) {
      guard let ones = ones(row) else { return nil }
      return read(expression, nil, column).map { .chain([ones, $0]) }
    }
    if let column, !indices.contains(column) {
      guard let ones = ones(column) else { return nil }
      return read(expression, row, nil).map { .chain([$0, ones.transpose]) }
    }
    return readForm(expression, row, column)
  }

  private mutating func readForm(_ expression: Expression, _ row: Index?, _ column: Index?) -> MatrixExpression? {
    switch expression.form {
    case .number(let value): return value.isNegative ? .negated(.number(value.magnitude)) : .number(value)
    case .constant(let constant): return .constant(constant)
    case .extent(let extent): return .extent(extent)
    case .access, .delta, .product, .reduction(.sum, _, _): return readProduct(expression, row, column)
    case .sum(let terms): return read(sum: terms, row, column)
    case .power(let base, let exponent):
      guard let value = exponent.number else { return nil }
      if value.isNegative { return readProduct(expression, row, column) }
      return read(base, row, column).map { .power($0, value) }
    case .function(let function, let argument): return read(argument, row, column).map { .call(function, $0) }
    case .reduction(.max, let binder, let body): return read(maximum: body, binder, row, column)
    case .comparison(let relation, let left, let right):
      guard let left = readEntries(left, row, column), let right = readEntries(right, row, column) else { return nil }
      return .comparison(relation, left, right)
    case .selection(let condition, let first, let second):
      return read(selection: condition, first, second, row, column)
    case .derivative, .invalid: return nil
    }
  }

  private mutating func read(sum terms: [Expression], _ row: Index?, _ column: Index?) -> MatrixExpression? {
    var matrices: [MatrixExpression] = []
    for term in terms {
      guard let matrix = read(term, row, column) else { return nil }
      matrices.append(matrix)
    }
    return .addition(matrices)
  }

  /// A number stays one where entries are compared.
  private mutating func readEntries(_ expression: Expression, _ row: Index?, _ column: Index?) -> MatrixExpression? {
    indices(of: expression).isEmpty ? read(expression, nil, nil) : read(expression, row, column)
  }

  private mutating func read(
    selection condition: Expression, _ first: Expression, _ second: Expression, _ row: Index?, _ column: Index?
  ) -> MatrixExpression? {
    guard let mask = readEntries(condition, row, column), let first = readEntries(first, row, column),
      let second = readEntries(second, row, column)
    else { return nil }
    // A choice between 1 and 0 is the bracket itself.
    if case .comparison = mask, first == .one, second == .number(.zero) { return mask }
    return .selection(mask, first, second)
  }

  private mutating func read(
    maximum body: Expression, _ binder: Binder, _ row: Index?, _ column: Index?
  ) -> MatrixExpression? {
    let index = bind(binder.extent)
    let opened = body.opening(binder, as: index)
    let others = indices(of: opened).filter { $0 != index }
    guard others.count <= 1, let matrix = read(opened, others.first, index) else { return nil }
    let maximum = MatrixExpression.rowMaximum(matrix)
    return others.first != nil && others.first == column ? maximum.transpose : maximum
  }

  // MARK: - Indices

  mutating func bind(_ extent: Extent) -> Index {
    defer { next += 1 }
    extents[.free(next)] = extent
    return .free(next)
  }

  func indices(of expression: Expression) -> [Index] {
    expression.freeIndices.filter { $0 != fixedRow }.sorted()
  }

  /// Whether another sum may be multiplied out.
  mutating func spendProduct() -> Bool {
    remainingProducts -= 1
    return remainingProducts >= 0
  }

  func ones(_ index: Index) -> MatrixExpression? { extents[index].map { .ones($0) } }
}

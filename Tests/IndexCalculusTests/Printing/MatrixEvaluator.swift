import IndexCalculus

/// Computes what a matrix formula says, with every shape checked.
struct MatrixEvaluator {
  let numbers: Evaluator<Double>
  /// The row that a block is about.
  var row = 0

  func value(_ matrix: MatrixExpression) throws -> DenseMatrix {
    switch matrix {
    case .number(let value): return DenseMatrix(value.doubleValue)
    case .constant(let constant): return DenseMatrix(Double.value(of: constant))
    case .extent(let extent): return DenseMatrix(Double(try numbers.count(extent)))
    case .tensor(let symbol): return try tensor(symbol)
    case .row(let symbol): return DenseMatrix(column: try tensor(symbol).rows[row])
    case .ones(let extent): return DenseMatrix(try numbers.count(extent), 1) { _, _ in 1 }
    case .identity(let extent):
      let count = try numbers.count(extent)
      return DenseMatrix(count, count) { $0 == $1 ? 1 : 0 }
    case .unit(let place, let extent):
      return DenseMatrix(try numbers.count(extent), 1) { row, _ in row == place ? 1 : 0 }
    case .oneHot(let symbol, let classes):
      guard let labels = numbers.integers[symbol] else { throw Evaluator<Double>.Failure.unknownTensor(symbol.name) }
      return DenseMatrix(labels.shape[0], try numbers.count(classes)) { labels.elements[$0] == $1 ? 1 : 0 }
    case .transposed(let operand): return try value(operand).transposed
    case .product(let factors): return try product(factors)
    case .quotient(let operand, let divisor):
      let number = try scalar(divisor)
      return try value(operand).map { $0 / number }
    case .negated(let operand): return try value(operand).map { -$0 }
    case .sum(let terms): return try fold(terms, +)
    case .entrywiseProduct(let factors): return try fold(factors, *)
    case .entrywiseQuotient(let top, let bottom): return try value(top).zip(value(bottom), /)
    case .power(let base, let exponent): return try value(base).map { $0.raised(to: exponent) }
    case .call(let function, let argument): return try value(argument).map { $0.applying(function) }
    case .diagonal(let operand):
      let vector = try value(operand)
      guard vector.columnCount == 1 else { throw DenseMatrix.ShapeMismatch(text: "diag of a matrix") }
      return DenseMatrix(vector.rowCount, vector.rowCount) { $0 == $1 ? vector.rows[$0][0] : 0 }
    case .rowMaximum(let operand):
      return DenseMatrix(column: try value(operand).rows.map { $0.max() ?? 0 })
    case .comparison(let relation, let left, let right):
      let sides = try filled([left, right])
      return try sides[0].zip(sides[1]) { Double.holds(relation, $0, $1) ? 1 : 0 }
    case .selection(let condition, let first, let second):
      let parts = try filled([condition, first, second])
      let chosen = try parts[0].zip(parts[1]) { $0 == 0 ? 0 : $1 }
      return try chosen.zip(parts[0].zip(parts[2]) { $0 == 0 ? $1 : 0 }, +)
    case .kronecker(let left, let right): return try value(left).kronecker(value(right))
    }
  }

  /// The factors from left to right, those in front being numbers.
  private func product(_ factors: [MatrixExpression]) throws -> DenseMatrix {
    var result = DenseMatrix(1)
    var matrix: DenseMatrix?
    for factor in factors {
      let next = try value(factor)
      if matrix == nil, factor.isScalar {
        result = try result.times(next)
      } else {
        matrix = try matrix?.times(next) ?? next
      }
    }
    guard let matrix else { return result }
    return matrix.map { $0 * result.rows[0][0] }
  }

  private func fold(_ operands: [MatrixExpression], _ combine: (Double, Double) -> Double) throws -> DenseMatrix {
    var result = try value(operands[0])
    for operand in operands.dropFirst() { result = try result.zip(value(operand), combine) }
    return result
  }

  /// A number is repeated to the shape of the others.
  private func filled(_ operands: [MatrixExpression]) throws -> [DenseMatrix] {
    let values = try operands.map(value)
    guard let full = zip(operands, values).first(where: { !$0.0.isScalar })?.1 else { return values }
    return zip(operands, values).map { operand, value in operand.isScalar ? full.map { _ in value.rows[0][0] } : value }
  }

  private func scalar(_ matrix: MatrixExpression) throws -> Double {
    let result = try value(matrix)
    guard result.isScalar else { throw DenseMatrix.ShapeMismatch(text: "a divisor that is no number") }
    return result.rows[0][0]
  }

  private func tensor(_ symbol: TensorSymbol) throws -> DenseMatrix {
    guard let values = numbers.tensors[symbol] else { throw Evaluator<Double>.Failure.unknownTensor(symbol.name) }
    switch symbol.rank {
    case 0: return DenseMatrix(values.elements[0])
    case 1: return DenseMatrix(column: values.elements)
    default: return DenseMatrix(values.shape[0], values.shape[1]) { values[[$0, $1]] }
    }
  }
}

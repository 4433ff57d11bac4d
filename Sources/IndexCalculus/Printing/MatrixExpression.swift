/// A formula over whole matrices: what matrix notation says, before it is typeset.
///
/// Every value has a shape. A vector is a column, as is a tensor of rank 1; a number is a 1 × 1 matrix that may stand
/// in front of any other in a product. In a comparison and a selection, a number stands for a matrix full of it.
public indirect enum MatrixExpression: Hashable, Sendable {
  case number(Rational)
  case constant(MathConstant)
  case extent(Extent)
  case tensor(TensorSymbol)
  /// The row of a tensor that a block is about, as a column vector; a single entry of a vector.
  case row(TensorSymbol)
  /// A vector of ones.
  case ones(Extent)
  case identity(Extent)
  /// A vector with a 1 at the given place, counted from 0, and 0 elsewhere.
  case unit(Int, Extent)
  /// One row for each class number, with a 1 at its place.
  case oneHot(TensorSymbol, classes: Extent)
  case transposed(MatrixExpression)
  case product([MatrixExpression])
  /// The second is a number.
  case quotient(MatrixExpression, MatrixExpression)
  case negated(MatrixExpression)
  case sum([MatrixExpression])
  case entrywiseProduct([MatrixExpression])
  case entrywiseQuotient(MatrixExpression, MatrixExpression)
  /// Every entry raised to a power.
  case power(MatrixExpression, Rational)
  /// A function of every entry.
  case call(Function, MatrixExpression)
  /// The diagonal matrix with a vector's entries.
  case diagonal(MatrixExpression)
  /// The greatest entry of each row, as a column.
  case rowMaximum(MatrixExpression)
  /// 1 where the relation holds, 0 elsewhere.
  case comparison(Relation, MatrixExpression, MatrixExpression)
  /// The second where the first is not 0, the third elsewhere.
  case selection(MatrixExpression, MatrixExpression, MatrixExpression)
  case kronecker(MatrixExpression, MatrixExpression)
}

extension MatrixExpression {
  /// The extent of the rows and of the columns, `nil` where there is but one by nature.
  public struct Shape: Hashable, Sendable {
    public let rows: Extent?
    public let columns: Extent?
  }

  public var shape: Shape {
    switch self {
    case .number, .constant, .extent: Shape(rows: nil, columns: nil)
    case .tensor(let symbol): Shape(rows: symbol.extents.first, columns: symbol.extents.dropFirst().first)
    case .row(let symbol): Shape(rows: symbol.extents.dropFirst().first, columns: nil)
    case .ones(let extent), .unit(_, let extent): Shape(rows: extent, columns: nil)
    case .identity(let extent): Shape(rows: extent, columns: extent)
    case .oneHot(let symbol, let classes): Shape(rows: symbol.extents.first, columns: classes)
    case .transposed(let operand): operand.shape.transposed
    case .product(let factors): Self.shape(ofProduct: factors)
    case .quotient(let operand, _), .negated(let operand), .power(let operand, _), .call(_, let operand),
      .entrywiseQuotient(let operand, _):
      operand.shape
    case .sum(let operands), .entrywiseProduct(let operands): operands.first?.shape ?? Shape(rows: nil, columns: nil)
    case .diagonal(let operand): Shape(rows: operand.shape.rows, columns: operand.shape.rows)
    case .rowMaximum(let operand): Shape(rows: operand.shape.rows, columns: nil)
    case .comparison(_, let left, let right): left.isScalar ? right.shape : left.shape
    case .selection(let condition, let first, let second):
      [condition, first, second].first { !$0.isScalar }?.shape ?? Shape(rows: nil, columns: nil)
    // The extents of a Kronecker product are products of extents, for which there is no value; none is asked for.
    case .kronecker(let left, _): left.shape
    }
  }

  public var isScalar: Bool { shape == Shape(rows: nil, columns: nil) }

  /// Whether this is a vector written as a row, such as `1ᵀM`.
  public var isRow: Bool { shape.rows == nil && shape.columns != nil }

  private static func shape(ofProduct factors: [MatrixExpression]) -> Shape {
    let matrices = factors.filter { !$0.isScalar }
    return Shape(rows: matrices.first?.shape.rows, columns: matrices.last?.shape.columns)
  }
}

extension MatrixExpression.Shape {
  fileprivate var transposed: MatrixExpression.Shape { MatrixExpression.Shape(rows: columns, columns: rows) }
}

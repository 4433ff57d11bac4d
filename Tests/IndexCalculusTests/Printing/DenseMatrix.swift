import IndexCalculus

/// A matrix of numbers, as the definition of matrix notation is written down in a textbook.
struct DenseMatrix: Equatable {
  var rows: [[Double]]

  var rowCount: Int { rows.count }
  var columnCount: Int { rows.first?.count ?? 0 }
  var isScalar: Bool { rowCount == 1 && columnCount == 1 }

  init(rows: [[Double]]) { self.rows = rows }

  init(_ scalar: Double) { rows = [[scalar]] }

  init(column: [Double]) { rows = column.map { [$0] } }

  init(_ rowCount: Int, _ columnCount: Int, _ entry: (Int, Int) -> Double) {
    rows = (0..<rowCount).map { row in (0..<columnCount).map { entry(row, $0) } }
  }

  var transposed: DenseMatrix { DenseMatrix(columnCount, rowCount) { rows[$1][$0] } }

  func map(_ function: (Double) -> Double) -> DenseMatrix { DenseMatrix(rows: rows.map { $0.map(function) }) }

  /// Entry by entry; a shape that does not fit is a mistake.
  func zip(_ other: DenseMatrix, _ combine: (Double, Double) -> Double) throws -> DenseMatrix {
    guard rowCount == other.rowCount, columnCount == other.columnCount else {
      throw ShapeMismatch(text: "\(rowCount)×\(columnCount) with \(other.rowCount)×\(other.columnCount)")
    }
    return DenseMatrix(rowCount, columnCount) { combine(rows[$0][$1], other.rows[$0][$1]) }
  }

  func times(_ other: DenseMatrix) throws -> DenseMatrix {
    if columnCount == other.rowCount {
      return DenseMatrix(rowCount, other.columnCount) { row, column in
        (0..<columnCount).reduce(0) { $0 + rows[row][$1] * other.rows[$1][column] }
      }
    }
    guard isScalar else {
      throw ShapeMismatch(text: "\(rowCount)×\(columnCount) times \(other.rowCount)×\(other.columnCount)")
    }
    return other.map { $0 * rows[0][0] }
  }

  func kronecker(_ other: DenseMatrix) -> DenseMatrix {
    DenseMatrix(rowCount * other.rowCount, columnCount * other.columnCount) { row, column in
      let inner = other.rows[row % other.rowCount][column % other.columnCount]
      return rows[row / other.rowCount][column / other.columnCount] * inner
    }
  }

  struct ShapeMismatch: Error { let text: String }
}

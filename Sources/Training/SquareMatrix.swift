import KernelRuntime

/// A symmetric matrix, or the lower triangle that it is the square of, row by row.
struct SquareMatrix: Sendable {
  let count: Int
  private var entries: [Double]

  init(count: Int) {
    self.count = count
    entries = [Double](repeating: 0, count: count * count)
  }

  subscript(row: Int, column: Int) -> Double {
    get { entries[row * count + column] }
    set { entries[row * count + column] = newValue }
  }

  /// `self · right`, where `right` has `count` rows.
  func times(_ right: [Double], columns: Int) -> [Double] {
    var result = [Double](repeating: 0, count: right.count)
    var scratch = [Double](repeating: 0, count: Double.contractionScratch)
    Double.contract(
      (count, columns, count), entries, (count, 1), right, (columns, 1), into: &result, (columns, 1), scale: 1,
      accumulating: false, &scratch)
    return result
  }

  /// The lower triangle `L` with `L Lᵀ = self`, for a positive definite matrix (Golub and Van Loan, *Matrix Computations*,
  /// 4th edition, 2013, section 4.2). A pivot that rounding made negative becomes tiny instead.
  func choleskyFactor() -> SquareMatrix {
    var result = SquareMatrix(count: count)
    for row in 0..<count {
      for column in 0...row {
        let rest = self[row, column] - result.product(row, column, terms: column)
        if column < row {
          result[row, column] = rest / result[column, column]
        } else {
          result[row, row] = max(rest, 1e-14 * abs(self[row, row]), .leastNormalMagnitude).squareRoot()
        }
      }
    }
    return result
  }

  private func product(_ row: Int, _ other: Int, terms: Int) -> Double {
    entries.withUnsafeBufferPointer { entries in
      guard let base = entries.baseAddress else { return 0 }
      return Double.dot(base + row * count, base + other * count, count: terms)
    }
  }

  /// Replaces `right`, which has `count` rows, by the solution of `L Lᵀ x = right`.
  func solve(_ right: inout [Double], columns: Int) {
    for row in 0..<count {
      for other in 0..<row { subtract(self[row, other], other, from: row, &right, columns) }
      divide(row, &right, columns)
    }
    for row in (0..<count).reversed() {
      divide(row, &right, columns)
      for other in 0..<row { subtract(self[row, other], row, from: other, &right, columns) }
    }
  }

  private func subtract(_ factor: Double, _ source: Int, from target: Int, _ right: inout [Double], _ columns: Int) {
    for column in 0..<columns { right[target * columns + column] -= factor * right[source * columns + column] }
  }

  private func divide(_ row: Int, _ right: inout [Double], _ columns: Int) {
    let inverse = 1 / self[row, row]
    for column in 0..<columns { right[row * columns + column] *= inverse }
  }
}

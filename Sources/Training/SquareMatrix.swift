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
    @inline(__always) get { entries[row * count + column] }
    set { entries[row * count + column] = newValue }
  }

  /// `self · right`, where `right` has `count` rows.
  func times(_ right: [Double], columns: Int) -> [Double] {
    var result = [Double](repeating: 0, count: right.count)
    result.withUnsafeMutableBufferPointer { result in
      right.withUnsafeBufferPointer { right in
        guard let target = result.baseAddress, let source = right.baseAddress else { return }
        for row in 0..<count {
          for other in 0..<count {
            Self.add(self[row, other], source + other * columns, to: target + row * columns, columns)
          }
        }
      }
    }
    return result
  }

  /// The lower triangle `L` with `L Lᵀ = self`, for a positive definite matrix (Golub and Van Loan, *Matrix
  /// Computations*, 4th edition, 2013, section 4.2). A pivot that rounding made negative becomes tiny instead.
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
    right.withUnsafeMutableBufferPointer { right in
      guard let x = right.baseAddress else { return }
      for row in 0..<count {
        let line = x + row * columns
        for other in 0..<row { Self.add(-self[row, other], x + other * columns, to: line, columns) }
        Self.divide(line, by: self[row, row], columns)
      }
      for row in (0..<count).reversed() {
        let line = x + row * columns
        Self.divide(line, by: self[row, row], columns)
        for other in 0..<row { Self.add(-self[row, other], line, to: x + other * columns, columns) }
      }
    }
  }

  @inline(__always)
  private static func add(
    _ factor: Double, _ source: UnsafePointer<Double>, to target: UnsafeMutablePointer<Double>, _ count: Int
  ) {
    for place in 0..<count { target[place] += factor * source[place] }
  }

  private static func divide(_ line: UnsafeMutablePointer<Double>, by divisor: Double, _ count: Int) {
    let inverse = 1 / divisor
    for place in 0..<count { line[place] *= inverse }
  }
}

/// Memory that a kernel reads and writes, seen as lines of `stride` elements. A tile's tensor has a line for each feature
/// and the rows of the batch side by side in it; a parameter's has its own rows, a caller's tensor one for each example.
@frozen
public struct MatrixView<Scalar: KernelScalar> {
  public let base: UnsafeMutablePointer<Scalar>
  public let stride: Int

  @inlinable @inline(__always)
  public init(_ base: UnsafeMutablePointer<Scalar>, stride: Int) {
    self.base = base
    self.stride = stride
  }

  @inlinable @inline(__always)
  public subscript(line: Int, column: Int) -> Scalar {
    get { base[line &* stride &+ column] }
    nonmutating set { base[line &* stride &+ column] = newValue }
  }

  /// The element at a place of a single line.
  @inlinable @inline(__always)
  public subscript(column: Int) -> Scalar {
    get { base[column] }
    nonmutating set { base[column] = newValue }
  }

  @inlinable @inline(__always)
  public func line(_ line: Int) -> UnsafeMutablePointer<Scalar> { base + line &* stride }

  /// `target[row + r, c] = self[c, r]`: brings examples side by side back into rows of their own.
  @inlinable
  public func transpose(into target: MatrixView, row: Int, rows: Int, columns: Int) {
    Scalar.transpose(rows: columns, columns: rows, base, stride, into: target.line(row), target.stride)
  }
}

/// The same for memory that is only read.
@frozen
public struct ConstantView<Scalar: KernelScalar> {
  public let base: UnsafePointer<Scalar>
  public let stride: Int

  @inlinable @inline(__always)
  public init(_ base: UnsafePointer<Scalar>, stride: Int) {
    self.base = base
    self.stride = stride
  }

  @inlinable @inline(__always)
  public subscript(line: Int, column: Int) -> Scalar { base[line &* stride &+ column] }

  @inlinable @inline(__always)
  public subscript(column: Int) -> Scalar { base[column] }

  @inlinable @inline(__always)
  public func line(_ line: Int) -> UnsafePointer<Scalar> { base + line &* stride }

  /// Lines that will be read next. They need not be there.
  @inlinable
  public func lines(_ first: Int, _ count: Int) -> UnsafeBufferPointer<Scalar> {
    UnsafeBufferPointer(start: line(first), count: count &* stride)
  }

  /// `target[c, r] = self[row + r, c]`: brings rows of examples side by side.
  @inlinable
  public func transpose(into target: MatrixView<Scalar>, row: Int, rows: Int, columns: Int) {
    Scalar.transpose(rows: rows, columns: columns, line(row), stride, into: target.base, target.stride)
  }
}

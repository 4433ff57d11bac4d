import VectorPrimitives

/// Rows of elements in memory, `stride` elements from one row to the next. For generated code: nothing is checked.
///
/// A tile's view has a row for each feature, with the examples side by side in it; a parameter's has its own rows.
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
  public subscript(row: Int, column: Int) -> Scalar {
    get { base[row &* stride &+ column] }
    nonmutating set { base[row &* stride &+ column] = newValue }
  }

  /// The element at a place of a single row.
  @inlinable @inline(__always)
  public subscript(column: Int) -> Scalar {
    get { base[column] }
    nonmutating set { base[column] = newValue }
  }

  @inlinable @inline(__always)
  public func line(_ row: Int) -> UnsafeMutablePointer<Scalar> { base + row &* stride }

  /// `target[c, r] = self[r, c]`.
  @inlinable
  public func transpose(into target: MatrixView, rows: Int, columns: Int) {
    Scalar.transpose(rows: rows, columns: columns, base, stride, into: target.base, target.stride)
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
  public subscript(row: Int, column: Int) -> Scalar { base[row &* stride &+ column] }

  @inlinable @inline(__always)
  public subscript(column: Int) -> Scalar { base[column] }

  @inlinable
  public func transpose(into target: MatrixView<Scalar>, rows: Int, columns: Int) {
    Scalar.transpose(rows: rows, columns: columns, base, stride, into: target.base, target.stride)
  }
}

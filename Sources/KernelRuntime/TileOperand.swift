/// What a map over a tile's lines reads: an element for every line and lane.
@frozen
public struct TileOperand<Scalar: KernelScalar> {
  /// None for the number one everywhere.
  @usableFromInline let base: UnsafePointer<Scalar>?
  @usableFromInline let line: Int
  @usableFromInline let lane: Int

  @inlinable @inline(__always)
  init(_ base: UnsafePointer<Scalar>?, line: Int, lane: Int) {
    self.base = base
    self.line = line
    self.lane = lane
  }

  /// The operand from a line on.
  @inlinable @inline(__always)
  func from(_ first: Int) -> TileOperand { TileOperand(base.map { $0 + first &* line }, line: line, lane: lane) }

  /// The number one everywhere.
  @inlinable @inline(__always)
  public static var one: TileOperand { TileOperand(nil, line: 0, lane: 0) }
}

extension ConstantView {
  /// One number for each line.
  @inlinable @inline(__always)
  public var everyLane: TileOperand<Scalar> { TileOperand(base, line: 1, lane: 0) }
}

extension MatrixView {
  @inlinable @inline(__always)
  public var entries: TileOperand<Scalar> { TileOperand(UnsafePointer(base), line: stride, lane: 1) }

  /// One line for all.
  @inlinable @inline(__always)
  public var everyLine: TileOperand<Scalar> { TileOperand(UnsafePointer(base), line: 0, lane: 1) }

  /// One number for each line.
  @inlinable @inline(__always)
  public var everyLane: TileOperand<Scalar> { TileOperand(UnsafePointer(base), line: 1, lane: 0) }

  /// `self[l, i] = scale · (alpha · x[l, i] · y[l, i] + beta · z[l, i])`. Without the last term nothing is added, not even
  /// to −0.
  @inlinable
  public func set(
    lines: Range<Int>, lanes: Int, to alpha: Scalar, _ x: TileOperand<Scalar>, times y: TileOperand<Scalar> = .one,
    plus beta: Scalar = -0.0, _ z: TileOperand<Scalar> = .one, scaledBy scale: Scalar = 1
  ) {
    let first = lines.lowerBound
    Scalar.multiplyAdd(
      lines: lines.count, lanes: lanes, into: line(first), stride, scale: scale, alpha, x.from(first), y.from(first), beta,
      z.from(first))
  }

  /// `self[i] += scale · x[l, i]`, line after line.
  @inlinable
  public func add(lines: Range<Int>, lanes: Int, _ scale: Scalar, of x: MatrixView) {
    Scalar.addLines(lines: lines.count, lanes: lanes, into: base, scale, x.line(lines.lowerBound), x.stride)
  }

  /// `self[i] = larger(x[l, i], self[i])`, line after line.
  @inlinable
  public func raise(lines: Range<Int>, lanes: Int, to x: MatrixView) {
    Scalar.largestLine(lines: lines.count, lanes: lanes, into: base, x.line(lines.lowerBound), x.stride)
  }
}

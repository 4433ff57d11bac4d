import VectorPrimitives

/// The scalars that kernels are generated for: `Float` and `Double`.
///
/// The requirements are the runtime's vector primitives at that precision. Their error bounds and orders of summation
/// are stated in the headers of `VectorPrimitives`.
public protocol KernelScalar: BinaryFloatingPoint, BitwiseCopyable, SIMDScalar, Sendable, Codable {
  // Functions replace each of `count` elements by its value; `count` may be 0, and no alignment is asked for.

  static func exponential(inPlace x: UnsafeMutablePointer<Self>, count: Int)
  static func logarithm(inPlace x: UnsafeMutablePointer<Self>, count: Int)
  static func hyperbolicTangent(inPlace x: UnsafeMutablePointer<Self>, count: Int)
  static func sigmoid(inPlace x: UnsafeMutablePointer<Self>, count: Int)
  /// `log(1 + exp x)`.
  static func softplus(inPlace x: UnsafeMutablePointer<Self>, count: Int)
  static func sine(inPlace x: UnsafeMutablePointer<Self>, count: Int)
  static func cosine(inPlace x: UnsafeMutablePointer<Self>, count: Int)
  static func errorFunction(inPlace x: UnsafeMutablePointer<Self>, count: Int)
  /// `Σ_i x[i]`, 0 of no elements.
  static func sum(_ x: UnsafePointer<Self>, count: Int) -> Self
  /// `Σ_i x[i] y[i]`; the two may be the same memory.
  static func dot(_ x: UnsafePointer<Self>, _ y: UnsafePointer<Self>, count: Int) -> Self

  /// `target[l, i] = scale · (alpha · x[l, i] · y[l, i] + beta · z[l, i])`.
  /// - Parameter stride: elements from one line of the target to the next.
  static func multiplyAdd(
    lines: Int, lanes: Int, into target: UnsafeMutablePointer<Self>, _ stride: Int, scale: Self, _ alpha: Self,
    _ x: TileOperand<Self>, _ y: TileOperand<Self>, _ beta: Self, _ z: TileOperand<Self>)
  /// `target[i] += scale · x[l, i]`, line after line.
  static func addLines(
    lines: Int, lanes: Int, into target: UnsafeMutablePointer<Self>, _ scale: Self, _ x: UnsafePointer<Self>,
    _ stride: Int)
  /// `target[i] = larger(x[l, i], target[i])`, line after line.
  static func largestLine(
    lines: Int, lanes: Int, into target: UnsafeMutablePointer<Self>, _ x: UnsafePointer<Self>, _ stride: Int)

  /// `target[c, r] = source[r, c]`, the strides from one row to the next.
  static func transpose(
    rows: Int, columns: Int, _ source: UnsafePointer<Self>, _ sourceStride: Int,
    into target: UnsafeMutablePointer<Self>, _ targetStride: Int)

  /// `target[i, j] (+)= scale · Σ_p left[i, p] · right[p, j]`.
  /// - Parameters:
  ///   - counts: how many values `i`, `j` and `p` take.
  ///   - leftStrides: elements from one `i`, and from one `p`, to the next; the others accordingly, in the order in which
  ///     their indices are written above.
  ///   - scratch: `contractionScratch` elements.
  ///   - ahead: what will be read next, and is brought near meanwhile. It is not read here, and need not be there.
  static func contract(
    _ counts: (i: Int, j: Int, p: Int), _ left: UnsafePointer<Self>, _ leftStrides: (Int, Int),
    _ right: UnsafePointer<Self>, _ rightStrides: (Int, Int), into target: UnsafeMutablePointer<Self>,
    _ targetStrides: (Int, Int), scale: Self, accumulating: Bool, _ scratch: UnsafeMutablePointer<Self>,
    ahead: UnsafeBufferPointer<Self>)

  /// The scratch elements that are enough for any contraction.
  static var contractionScratch: Int { get }

  /// `base` to the power of `exponent`, as the C library has it.
  static func power(_ base: Self, _ exponent: Self) -> Self
}

extension KernelScalar {
  /// The same where nothing is known of what comes next.
  @inlinable
  public static func contract(
    _ counts: (i: Int, j: Int, p: Int), _ left: UnsafePointer<Self>, _ leftStrides: (Int, Int),
    _ right: UnsafePointer<Self>, _ rightStrides: (Int, Int), into target: UnsafeMutablePointer<Self>,
    _ targetStrides: (Int, Int), scale: Self, accumulating: Bool, _ scratch: UnsafeMutablePointer<Self>
  ) {
    contract(
      counts, left, leftStrides, right, rightStrides, into: target, targetStrides, scale: scale,
      accumulating: accumulating, scratch, ahead: UnsafeBufferPointer(start: nil, count: 0))
  }
}

// MARK: - The same of one number

extension KernelScalar {
  public static func exponential(_ x: Self) -> Self { applying(exponential(inPlace:count:), to: x) }
  public static func logarithm(_ x: Self) -> Self { applying(logarithm(inPlace:count:), to: x) }
  public static func hyperbolicTangent(_ x: Self) -> Self { applying(hyperbolicTangent(inPlace:count:), to: x) }
  public static func sigmoid(_ x: Self) -> Self { applying(sigmoid(inPlace:count:), to: x) }
  public static func softplus(_ x: Self) -> Self { applying(softplus(inPlace:count:), to: x) }
  public static func sine(_ x: Self) -> Self { applying(sine(inPlace:count:), to: x) }
  public static func cosine(_ x: Self) -> Self { applying(cosine(inPlace:count:), to: x) }
  public static func errorFunction(_ x: Self) -> Self { applying(errorFunction(inPlace:count:), to: x) }

  private static func applying(_ function: (UnsafeMutablePointer<Self>, Int) -> Void, to x: Self) -> Self {
    var result = x
    function(&result, 1)
    return result
  }
}

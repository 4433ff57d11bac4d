/// Functions of one number that generated loops call by these names.

@inlinable @inline(__always)
public func square<Scalar: KernelScalar>(_ x: Scalar) -> Scalar { x * x }

/// A whole power, by repeated squaring.
@inlinable
public func power<Scalar: KernelScalar>(_ base: Scalar, _ exponent: Int) -> Scalar {
  var result: Scalar = 1
  var factor = base
  var rest = exponent
  while rest > 0 {
    if rest & 1 == 1 { result *= factor }
    factor *= factor
    rest >>= 1
  }
  return result
}

@inlinable
public func power<Scalar: KernelScalar>(_ base: Scalar, _ exponent: Scalar) -> Scalar {
  Scalar.power(base, exponent)
}

/// The larger of two numbers, by the comparison that processors have one instruction for; Swift's `max` says something
/// else of equal numbers, and takes several.
@inlinable @inline(__always)
public func larger<Scalar: KernelScalar>(_ x: Scalar, _ y: Scalar) -> Scalar { x > y ? x : y }

/// −1, 0 or 1.
@inlinable @inline(__always)
public func sign<Scalar: KernelScalar>(_ x: Scalar) -> Scalar { x > 0 ? 1 : (x < 0 ? -1 : 0) }

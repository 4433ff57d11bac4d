import Foundation
import VectorPrimitives

extension Double: KernelScalar {
  public static func exponential(inPlace x: UnsafeMutablePointer<Double>, count: Int) { pullback_exp_f64(count, x, x) }
  public static func logarithm(inPlace x: UnsafeMutablePointer<Double>, count: Int) { pullback_log_f64(count, x, x) }
  public static func hyperbolicTangent(inPlace x: UnsafeMutablePointer<Double>, count: Int) {
    pullback_tanh_f64(count, x, x)
  }
  public static func sigmoid(inPlace x: UnsafeMutablePointer<Double>, count: Int) { pullback_sigmoid_f64(count, x, x) }
  public static func softplus(inPlace x: UnsafeMutablePointer<Double>, count: Int) { pullback_softplus_f64(count, x, x) }
  public static func sine(inPlace x: UnsafeMutablePointer<Double>, count: Int) { pullback_sin_f64(count, x, x) }
  public static func cosine(inPlace x: UnsafeMutablePointer<Double>, count: Int) { pullback_cos_f64(count, x, x) }
  public static func errorFunction(inPlace x: UnsafeMutablePointer<Double>, count: Int) { pullback_erf_f64(count, x, x) }

  public static func sum(_ x: UnsafePointer<Double>, count: Int) -> Double { pullback_sum_f64(count, x) }

  public static func dot(_ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, count: Int) -> Double {
    pullback_dot_f64(count, x, y)
  }

  public static func multiplyAdd(
    lines: Int, lanes: Int, into target: UnsafeMutablePointer<Double>, _ stride: Int, scale: Double, _ alpha: Double,
    _ x: TileOperand<Double>, _ y: TileOperand<Double>, _ beta: Double, _ z: TileOperand<Double>
  ) {
    pullback_multiply_add_f64(lines, lanes, target, stride, scale, alpha, operand(x), operand(y), beta, operand(z))
  }

  private static func operand(_ x: TileOperand<Double>) -> pullback_operand_f64 {
    pullback_operand_f64(base: x.base, line: x.line, lane: x.lane)
  }

  public static func addLines(
    lines: Int, lanes: Int, into target: UnsafeMutablePointer<Double>, _ scale: Double, _ x: UnsafePointer<Double>,
    _ stride: Int
  ) {
    pullback_add_lines_f64(lines, lanes, target, scale, x, stride)
  }

  public static func largestLine(
    lines: Int, lanes: Int, into target: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, _ stride: Int
  ) {
    pullback_largest_line_f64(lines, lanes, target, x, stride)
  }

  public static func transpose(
    rows: Int, columns: Int, _ source: UnsafePointer<Double>, _ sourceStride: Int,
    into target: UnsafeMutablePointer<Double>, _ targetStride: Int
  ) {
    pullback_transpose_f64(rows, columns, source, sourceStride, target, targetStride)
  }

  public static func contract(
    _ counts: (i: Int, j: Int, p: Int), _ left: UnsafePointer<Double>, _ leftStrides: (Int, Int),
    _ right: UnsafePointer<Double>, _ rightStrides: (Int, Int), into target: UnsafeMutablePointer<Double>,
    _ targetStrides: (Int, Int), scale: Double, accumulating: Bool, _ scratch: UnsafeMutablePointer<Double>,
    ahead: UnsafeBufferPointer<Double>
  ) {
    pullback_contract_f64(
      counts.i, counts.j, counts.p, left, leftStrides.0, leftStrides.1, right, rightStrides.0, rightStrides.1, target,
      targetStrides.0, targetStrides.1, scale, accumulating, scratch, ahead.baseAddress,
      ahead.count * MemoryLayout<Double>.stride)
  }

  public static var contractionScratch: Int { pullback_contract_scratch_limit_f64() }

  public static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
}

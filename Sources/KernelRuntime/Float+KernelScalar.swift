import Foundation
import VectorPrimitives

extension Float: KernelScalar {
  public static func exponential(inPlace x: UnsafeMutablePointer<Float>, count: Int) { pullback_exp_f32(count, x, x) }
  public static func logarithm(inPlace x: UnsafeMutablePointer<Float>, count: Int) { pullback_log_f32(count, x, x) }
  public static func hyperbolicTangent(inPlace x: UnsafeMutablePointer<Float>, count: Int) {
    pullback_tanh_f32(count, x, x)
  }
  public static func sigmoid(inPlace x: UnsafeMutablePointer<Float>, count: Int) { pullback_sigmoid_f32(count, x, x) }
  public static func softplus(inPlace x: UnsafeMutablePointer<Float>, count: Int) { pullback_softplus_f32(count, x, x) }
  public static func sine(inPlace x: UnsafeMutablePointer<Float>, count: Int) { pullback_sin_f32(count, x, x) }
  public static func cosine(inPlace x: UnsafeMutablePointer<Float>, count: Int) { pullback_cos_f32(count, x, x) }
  public static func errorFunction(inPlace x: UnsafeMutablePointer<Float>, count: Int) { pullback_erf_f32(count, x, x) }

  public static func sum(_ x: UnsafePointer<Float>, count: Int) -> Float { pullback_sum_f32(count, x) }

  public static func dot(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, count: Int) -> Float {
    pullback_dot_f32(count, x, y)
  }

  public static func multiplyAdd(
    lines: Int, lanes: Int, into target: UnsafeMutablePointer<Float>, _ stride: Int, scale: Float, _ alpha: Float,
    _ x: TileOperand<Float>, _ y: TileOperand<Float>, _ beta: Float, _ z: TileOperand<Float>
  ) {
    pullback_multiply_add_f32(lines, lanes, target, stride, scale, alpha, operand(x), operand(y), beta, operand(z))
  }

  private static func operand(_ x: TileOperand<Float>) -> pullback_operand_f32 {
    pullback_operand_f32(base: x.base, line: x.line, lane: x.lane)
  }

  public static func addLines(
    lines: Int, lanes: Int, into target: UnsafeMutablePointer<Float>, _ scale: Float, _ x: UnsafePointer<Float>,
    _ stride: Int
  ) {
    pullback_add_lines_f32(lines, lanes, target, scale, x, stride)
  }

  public static func largestLine(
    lines: Int, lanes: Int, into target: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ stride: Int
  ) {
    pullback_largest_line_f32(lines, lanes, target, x, stride)
  }

  public static func transpose(
    rows: Int, columns: Int, _ source: UnsafePointer<Float>, _ sourceStride: Int,
    into target: UnsafeMutablePointer<Float>, _ targetStride: Int
  ) {
    pullback_transpose_f32(rows, columns, source, sourceStride, target, targetStride)
  }

  public static func contract(
    _ counts: (i: Int, j: Int, p: Int), _ left: UnsafePointer<Float>, _ leftStrides: (Int, Int),
    _ right: UnsafePointer<Float>, _ rightStrides: (Int, Int), into target: UnsafeMutablePointer<Float>,
    _ targetStrides: (Int, Int), scale: Float, accumulating: Bool, _ scratch: UnsafeMutablePointer<Float>,
    ahead: UnsafeBufferPointer<Float>
  ) {
    pullback_contract_f32(
      counts.i, counts.j, counts.p, left, leftStrides.0, leftStrides.1, right, rightStrides.0, rightStrides.1, target,
      targetStrides.0, targetStrides.1, scale, accumulating, scratch, ahead.baseAddress,
      ahead.count * MemoryLayout<Float>.stride)
  }

  public static var contractionScratch: Int { pullback_contract_scratch_limit_f32() }

  public static func power(_ base: Float, _ exponent: Float) -> Float { pow(base, exponent) }
}

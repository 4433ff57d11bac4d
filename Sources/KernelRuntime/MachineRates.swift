import VectorPrimitives

/// What the machine can do at most, measured on the spot: the limits that a kernel's speed is held against.
public struct MachineRates: Sendable {
  /// Floating-point operations a second of one thread, a multiply-add counting as two.
  public let operations: Double
  /// Bytes a second that one thread reads from memory.
  public let bandwidth: Double
  /// The threads that a large kernel runs on.
  public let threads: Int
  /// The vector instructions in use, such as `avx2`.
  public let instructionSet: String

  /// Takes about half a second.
  public init(for scalar: any KernelScalar.Type) {
    operations = scalar == Float.self ? pullback_peak_flops_f32(0.1) : pullback_peak_flops_f64(0.1)
    bandwidth = pullback_read_bandwidth(256 << 20)
    threads = pullback_pool_threads(pullback_pool_shared())
    instructionSet = String(cString: pullback_instruction_set_name(pullback_instruction_set_current()))
  }
}

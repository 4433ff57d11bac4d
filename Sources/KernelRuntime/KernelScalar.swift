/// The scalars that kernels are generated for: `Float` and `Double`.
public protocol KernelScalar: BinaryFloatingPoint, SIMDScalar, Sendable, Codable {}

extension Float: KernelScalar {}
extension Double: KernelScalar {}

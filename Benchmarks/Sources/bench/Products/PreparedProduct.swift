import KernelRuntime

/// A single contraction that is ready to run.
final class PreparedProduct<Scalar: KernelScalar>: PreparedStep {
  private let kind: Product.Kind
  private let left: [Scalar]
  private let right: [Scalar]
  private var result: [Scalar]
  private var scratch: [Scalar]
  private let counts: (i: Int, j: Int, p: Int)

  init(_ kind: Product.Kind, _ file: TensorFile) throws {
    let (a, b) = (try file.shape("A"), try file.shape("B"))
    self.kind = kind
    left = try file.elements("A")
    right = try file.elements("B")
    counts = (kind == .plain ? a[0] : a[1], b[1], b[0])
    result = [Scalar](repeating: 0, count: counts.i * counts.j)
    scratch = [Scalar](repeating: 0, count: Scalar.contractionScratch)
  }

  func step() -> Double {
    let leftStrides = kind == .plain ? (counts.p, 1) : (1, counts.i)
    Scalar.contract(
      counts, left, leftStrides, right, (counts.j, 1), into: &result, (counts.j, 1), scale: 1, accumulating: false,
      &scratch)
    return 0
  }

  func gradients() throws -> TensorFileWriter {
    var file = TensorFileWriter()
    file.add("C", [counts.i, counts.j], result)
    return file
  }

  func extraMemory() throws -> Int { 0 }
}

/// Heap memory on a 64-byte boundary, so that a vector of any instruction set starts at its first element.
///
/// A building block of `Tensor`, `ParameterVector` and `Workspace`. Value semantics come from its owners: they copy
/// before writing unless they hold the only reference, which is what makes the unchecked conformance sound.
@usableFromInline
final class AlignedStorage<Scalar: KernelScalar>: @unchecked Sendable {
  @usableFromInline let count: Int
  @usableFromInline let base: UnsafeMutablePointer<Scalar>

  /// Allocates `count` zeros.
  @usableFromInline
  init(zeros count: Int) {
    self.count = count
    let bytes = max(count, 1) * MemoryLayout<Scalar>.stride
    base = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: AlignedStorage.alignment)
      .bindMemory(to: Scalar.self, capacity: count)
    base.initialize(repeating: 0, count: count)
  }

  @usableFromInline
  convenience init(copying other: AlignedStorage) {
    self.init(zeros: other.count)
    base.update(from: other.base, count: count)
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }

  /// One cache line, and one AVX-512 register.
  @usableFromInline static var alignment: Int { 64 }
}

/// Heap memory on a 64-byte boundary, so that a vector of any instruction set starts at its first element.
///
/// A building block of `Tensor`, `ParameterVector`, `ClassIndices` and `Workspace`. Value semantics come from its owners:
/// they copy before writing unless they hold the only reference, which is what makes the unchecked conformance sound.
@usableFromInline
final class AlignedStorage<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  @usableFromInline let count: Int
  @usableFromInline let base: UnsafeMutablePointer<Element>

  private init(uninitialized count: Int) {
    self.count = count
    let bytes = max(count, 1) * MemoryLayout<Element>.stride
    base = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: AlignedStorage.alignment)
      .bindMemory(to: Element.self, capacity: count)
  }

  @usableFromInline
  convenience init(repeating value: Element, count: Int) {
    self.init(uninitialized: count)
    base.initialize(repeating: value, count: count)
  }

  @usableFromInline
  convenience init(copying other: AlignedStorage) {
    self.init(uninitialized: other.count)
    base.initialize(from: other.base, count: count)
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }

  /// One cache line, and one AVX-512 register.
  @usableFromInline static var alignment: Int { 64 }
}

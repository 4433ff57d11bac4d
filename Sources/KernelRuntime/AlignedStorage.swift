import VectorPrimitives

/// Heap memory on a 64-byte boundary, so that a vector of any instruction set starts at its first element. Where it is
/// large it lies in large pages, if the system has them.
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
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: pullback_page_alignment(bytes))
    pullback_ask_for_large_pages(memory, bytes)
    base = memory.bindMemory(to: Element.self, capacity: count)
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

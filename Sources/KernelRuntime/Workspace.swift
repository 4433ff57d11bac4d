/// The memory in which a kernel keeps its row tiles. It grows to what the kernels that use it need, and never shrinks,
/// so that from the second step on nothing is allocated.
public struct Workspace<Scalar: KernelScalar>: Sendable {
  @usableFromInline var storage = AlignedStorage<Scalar>(repeating: 0, count: 0)

  public init() {}

  /// The number of elements held.
  public var count: Int { storage.count }

  /// At least `count` elements of unspecified content. For generated code.
  public mutating func reserve(_ count: Int) -> UnsafeMutablePointer<Scalar> {
    if storage.count < count || !isKnownUniquelyReferenced(&storage) {
      storage = AlignedStorage(repeating: 0, count: max(count, storage.count))
    }
    return storage.base
  }
}

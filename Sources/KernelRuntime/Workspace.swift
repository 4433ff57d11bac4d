/// The memory in which a kernel keeps its row tiles. It grows to what the kernels that use it need, and never shrinks,
/// so that from the second step on nothing is allocated.
public struct Workspace<Scalar: KernelScalar>: Sendable {
  @usableFromInline var storage = AlignedStorage<Scalar>(repeating: 0, count: 0)

  public init() {}

  /// The number of elements held.
  public var count: Int { storage.count }

  /// Memory for everything that a layout places. For generated code.
  public mutating func reserve(_ layout: WorkspaceLayout) -> WorkspaceMemory<Scalar> {
    let needed = layout.sharedCount + layout.stride * layout.parts
    if storage.count < needed || !isKnownUniquelyReferenced(&storage) {
      storage = AlignedStorage(repeating: 0, count: max(needed, storage.count))
    }
    return WorkspaceMemory(shared: storage.base, parts: storage.base + layout.sharedCount)
  }
}

/// Places tensors in a workspace, each on a cache line of its own: some that all parts of a team share, and some that
/// each part has for itself.
public struct WorkspaceLayout {
  public let parts: Int
  public private(set) var sharedCount = 0
  /// Elements from one part's memory to the next one's.
  public private(set) var stride = 0

  public init(parts: Int) { self.parts = parts }

  /// The offset of the next `size` elements of every part.
  public mutating func place(_ size: Int) -> Int {
    defer { stride += Tiling.padded(size) }
    return stride
  }

  /// The offset of the next `size` elements that all parts share.
  public mutating func placeShared(_ size: Int) -> Int {
    defer { sharedCount += Tiling.padded(size) }
    return sharedCount
  }
}

/// Where a layout's memory begins. The workspace must outlive it, and must not grow.
public struct WorkspaceMemory<Scalar: KernelScalar> {
  public let shared: UnsafeMutablePointer<Scalar>
  /// That of the first part.
  public let parts: UnsafeMutablePointer<Scalar>
}

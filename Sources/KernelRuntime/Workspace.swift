/// The memory in which a kernel keeps its row tiles. It grows to what the kernels that use it need, and never shrinks,
/// so that from the second step on nothing is allocated.
public struct Workspace<Scalar: KernelScalar>: Sendable {
  @usableFromInline var storage = AlignedStorage<Scalar>(repeating: 0, count: 0)

  public init() {}

  /// The number of elements held.
  public var count: Int { storage.count }

  /// Memory for everything that a layout places. For generated code.
  public mutating func reserve(_ layout: WorkspaceLayout) -> WorkspaceMemory<Scalar> {
    let needed = layout.count
    if storage.count < needed || !isKnownUniquelyReferenced(&storage) {
      storage = AlignedStorage(repeating: 0, count: max(needed, storage.count))
    }
    return WorkspaceMemory(base: storage.base, layout: layout)
  }
}

/// Places tensors in a workspace, each on a cache line of its own: some that all threads share, some that each part of a
/// batch has for itself, and some that each thread has.
public struct WorkspaceLayout {
  @usableFromInline let parts: Int
  @usableFromInline let threads: Int
  @usableFromInline private(set) var sharedCount = 0
  @usableFromInline private(set) var partStride = 0
  @usableFromInline private(set) var threadStride = 0

  public init(_ team: Team) {
    parts = team.parts
    threads = team.threads
  }

  /// The offset of the next `size` elements that all threads share.
  public mutating func placeShared(_ size: Int) -> Int { Self.place(size, &sharedCount) }

  /// The offset of the next `size` elements of every part.
  public mutating func placeForParts(_ size: Int) -> Int { Self.place(size, &partStride) }

  /// The offset of the next `size` elements of every thread.
  public mutating func placeForThreads(_ size: Int) -> Int { Self.place(size, &threadStride) }

  private static func place(_ size: Int, _ end: inout Int) -> Int {
    defer { end += Tiling.padded(size) }
    return end
  }

  /// The elements of all that was placed, for all parts and threads.
  public var count: Int { sharedCount + partStride * parts + threadStride * threads }
}

/// Where a layout's memory begins. The workspace must outlive it, and must not grow.
public struct WorkspaceMemory<Scalar: KernelScalar> {
  /// What all threads share.
  public let shared: UnsafeMutablePointer<Scalar>
  @usableFromInline let layout: WorkspaceLayout

  fileprivate init(base: UnsafeMutablePointer<Scalar>, layout: WorkspaceLayout) {
    shared = base
    self.layout = layout
  }

  /// What a part has for itself.
  @inlinable
  public func part(_ part: Int) -> UnsafeMutablePointer<Scalar> {
    assert(part <= layout.parts)
    return shared + layout.sharedCount + part * layout.partStride
  }

  /// What a thread has for itself.
  @inlinable
  public func thread(_ thread: Int) -> UnsafeMutablePointer<Scalar> {
    assert(thread < layout.threads)
    return part(layout.parts) + thread * layout.threadStride
  }
}

// MARK: - Sums over rows

/// Each part adds up sums over its own rows, the first part where the result belongs and the others in their own memory.
extension WorkspaceMemory {
  /// Sets the sums of all parts to zero.
  @inlinable
  public func clear(_ offset: Int, first: UnsafeMutablePointer<Scalar>, count: Int, _ team: Team) {
    forEachPiece(of: count, team) { elements in
      (first + elements.lowerBound).update(repeating: 0, count: elements.count)
      for part in 1..<layout.parts {
        (self.part(part) + offset + elements.lowerBound).update(repeating: 0, count: elements.count)
      }
    }
  }

  /// Adds the sums of all other parts to the first one's, in the order of the parts.
  @inlinable
  public func gather(_ offset: Int, into first: UnsafeMutablePointer<Scalar>, count: Int, _ team: Team) {
    forEachPiece(of: count, team) { elements in
      for part in 1..<layout.parts {
        let other = self.part(part) + offset
        for element in elements { first[element] += other[element] }
      }
    }
  }

  /// Many parts of a large sum are worth waking the threads for.
  @inlinable
  func forEachPiece(of count: Int, _ team: Team, _ body: (Range<Int>) -> Void) {
    if count &* layout.parts < 200_000 {
      body(0..<count)
    } else {
      team.divide(count, work: layout.parts) { elements, _ in body(elements) }
    }
  }

  /// Sets the one number that each part adds up to zero.
  @inlinable
  public func clear(_ offset: Int) {
    for part in 0..<layout.parts { self.part(part)[offset] = 0 }
  }

  /// The sum of the one number that each part has added up.
  @inlinable
  public func total(_ offset: Int) -> Scalar {
    var total: Scalar = 0
    for part in 0..<layout.parts { total += self.part(part)[offset] }
    return total
  }
}

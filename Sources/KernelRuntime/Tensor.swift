/// A dense tensor in row-major order, with value semantics.
public struct Tensor<Scalar: KernelScalar>: Sendable {
  public private(set) var shape: [Int]
  @usableFromInline var storage: AlignedStorage<Scalar>

  /// A tensor of zeros.
  /// - Precondition: no extent is negative, and the elements fit into memory.
  public init(shape: [Int]) {
    self.shape = shape
    storage = AlignedStorage(repeating: 0, count: shape.reduce(1, *))
  }

  /// A tensor of the given elements in row-major order.
  /// - Throws: `KernelError.elementCount` when their number is not the product of the extents, none of them negative.
  public init(shape: [Int], _ elements: [Scalar]) throws(KernelError) {
    guard Self.count(of: shape) == elements.count else {
      throw .elementCount(shape: shape, found: elements.count)
    }
    self.init(shape: shape)
    elements.withUnsafeBufferPointer {
      if let source = $0.baseAddress { storage.base.update(from: source, count: $0.count) }
    }
  }

  /// Nil for a negative extent, or a product beyond `Int`.
  private static func count(of shape: [Int]) -> Int? {
    shape.reduce(1 as Int?) { count, extent in
      guard let count, extent >= 0 else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      return overflow ? nil : product
    }
  }

  public var count: Int { storage.count }

  /// All elements in row-major order, copied.
  public var elements: [Scalar] { Array(UnsafeBufferPointer(start: storage.base, count: count)) }

  /// The element at the given position, one index an axis.
  public subscript(position: Int...) -> Scalar {
    get { storage.base[offset(position)] }
    set {
      makeUnique()
      storage.base[offset(position)] = newValue
    }
  }

  private func offset(_ position: [Int]) -> Int {
    precondition(position.count == shape.count, "one index for each axis")
    var offset = 0
    for (index, extent) in zip(position, shape) {
      precondition(index >= 0 && index < extent, "index out of range")
      offset = offset * extent + index
    }
    return offset
  }

  /// The first element, for generated code that writes the whole tensor. Another shape is made `rows × features`.
  public mutating func mutablePointer(rows: Int, features: Int...) -> UnsafeMutablePointer<Scalar> {
    let hasShape = shape.count == features.count + 1 && shape[0] == rows && shape.dropFirst().elementsEqual(features)
    return mutablePointer(hasShape, [rows] + features)
  }

  /// The same for one number a row. This and the next ones make no array of the features, so that a step allocates nothing.
  public mutating func mutablePointer(rows: Int) -> UnsafeMutablePointer<Scalar> {
    mutablePointer(shape.count == 1 && shape[0] == rows, [rows])
  }

  public mutating func mutablePointer(rows: Int, features: Int) -> UnsafeMutablePointer<Scalar> {
    mutablePointer(shape.count == 2 && shape[0] == rows && shape[1] == features, [rows, features])
  }

  public mutating func mutablePointer(rows: Int, features: Int, _ second: Int) -> UnsafeMutablePointer<Scalar> {
    mutablePointer(
      shape.count == 3 && shape[0] == rows && shape[1] == features && shape[2] == second, [rows, features, second])
  }

  private mutating func mutablePointer(
    _ hasShape: Bool, _ wanted: @autoclosure () -> [Int]
  ) -> UnsafeMutablePointer<Scalar> {
    if hasShape { makeUnique() } else { self = Tensor(shape: wanted()) }
    return storage.base
  }

  /// The first element. The tensor must outlive the pointer.
  @inlinable var pointer: UnsafePointer<Scalar> { UnsafePointer(storage.base) }

  /// Becomes the given rows of another tensor; the memory is used again where the shape is the same and nothing else
  /// refers to it.
  mutating func gather(_ rows: ArraySlice<Int>, from other: Tensor) {
    let features = other.shape.dropFirst()
    if shape.first != rows.count || shape.dropFirst() != features || !isKnownUniquelyReferenced(&storage) {
      self = Tensor(shape: [rows.count] + features)
    }
    let width = features.reduce(1, *)
    var target = storage.base
    for row in rows {
      precondition(row >= 0 && row < other.shape[0], "row out of range")
      target.update(from: other.storage.base + row * width, count: width)
      target += width
    }
  }

  @usableFromInline
  mutating func makeUnique() {
    if !isKnownUniquelyReferenced(&storage) { storage = AlignedStorage(copying: storage) }
  }

  /// Reads the elements without copying them. The pointer must not leave the closure.
  @inlinable
  public func withElements<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeBufferPointer(start: storage.base, count: storage.count))
  }

  /// Writes the elements in place. The pointer must not leave the closure.
  @inlinable
  public mutating func withMutableElements<Result, Failure: Error>(
    _ body: (UnsafeMutableBufferPointer<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    makeUnique()
    return try body(UnsafeMutableBufferPointer(start: storage.base, count: storage.count))
  }
}

extension Tensor {
  /// The position of each row's greatest element, such as the class that a prediction favours; of equal ones, the first.
  public func greatestOfEachRow() -> [Int] {
    guard let rows = shape.first, rows > 0 else { return [] }
    let width = count / rows
    return withElements { elements in
      (0..<rows).map { row in
        var greatest = 0
        for column in 0..<width where elements[row * width + column] > elements[row * width + greatest] {
          greatest = column
        }
        return greatest
      }
    }
  }
}

extension Tensor: Equatable {
  public static func == (left: Tensor, right: Tensor) -> Bool {
    left.shape == right.shape && left.elements == right.elements
  }
}

/// Class numbers `0 ..< classes`, one a row, validated when they are made so that no kernel has to look again.
public struct ClassIndices: Sendable {
  public private(set) var classes: Int
  @usableFromInline var storage: AlignedStorage<Int32>

  /// - Throws: `KernelError.label` at the first row that is out of range, `KernelError.shape` without any class.
  public init(_ values: [Int32], classes: Int, name: String = "labels") throws(KernelError) {
    guard classes > 0 else { throw .shape(name: name, expected: "at least 1 class", found: [classes]) }
    for (row, value) in values.enumerated() where value < 0 || Int(value) >= classes {
      throw .label(name: name, row: row, value: Int(value), classes: classes)
    }
    self.classes = classes
    storage = AlignedStorage(repeating: 0, count: values.count)
    for (row, value) in values.enumerated() { storage.base[row] = value }
  }

  public var count: Int { storage.count }

  /// The class of each row, copied.
  public var values: [Int32] { Array(UnsafeBufferPointer(start: storage.base, count: count)) }

  public subscript(row: Int) -> Int {
    precondition(row >= 0 && row < count, "row out of range")
    return Int(storage.base[row])
  }

  /// Becomes the given rows of another; the memory is used again where their number is the same.
  mutating func gather(_ rows: ArraySlice<Int>, from other: ClassIndices) {
    if storage.count != rows.count || !isKnownUniquelyReferenced(&storage) {
      storage = AlignedStorage(repeating: 0, count: rows.count)
    }
    classes = other.classes
    for (position, row) in rows.enumerated() { storage.base[position] = Int32(other[row]) }
  }

  /// The same labels as rows with a single 1.
  public func oneHot<Scalar: KernelScalar>(as scalar: Scalar.Type = Scalar.self) -> Tensor<Scalar> {
    var result = Tensor<Scalar>(shape: [count, classes])
    result.withMutableElements { for row in 0..<count { $0[row * classes + self[row]] = 1 } }
    return result
  }
}

extension ClassIndices: Hashable {
  public static func == (left: ClassIndices, right: ClassIndices) -> Bool {
    left.classes == right.classes && left.values == right.values
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(classes)
    hasher.combine(values)
  }
}

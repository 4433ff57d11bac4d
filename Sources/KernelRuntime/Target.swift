/// What a prediction is compared with, validated once when it is made so that no kernel has to look again.
public enum Target<Scalar: KernelScalar>: Sendable {
  /// One class number a row.
  case classes(ClassIndices)
  /// One row an example.
  case rows(Tensor<Scalar>)

  public var rows: Int {
    switch self {
    case .classes(let indices): indices.values.count
    case .rows(let tensor): tensor.shape.first ?? 0
    }
  }
}

/// Class numbers `0 ..< classes`, one a row.
public struct ClassIndices: Sendable, Hashable {
  public let values: [Int32]
  public let classes: Int

  /// - Throws: `KernelError.label` at the first row that is out of range.
  public init(_ values: [Int32], classes: Int, name: String = "labels") throws(KernelError) {
    for (row, value) in values.enumerated() where value < 0 || Int(value) >= classes {
      throw .label(name: name, row: row, value: Int(value), classes: classes)
    }
    self.values = values
    self.classes = classes
  }

  /// The same labels as rows with a single 1.
  public func oneHot<Scalar: KernelScalar>(as scalar: Scalar.Type = Scalar.self) -> Tensor<Scalar> {
    var result = Tensor<Scalar>(shape: [values.count, classes])
    result.withMutableElements {
      for (row, value) in values.enumerated() { $0[row * classes + Int(value)] = 1 }
    }
    return result
  }
}

/// The inputs and targets of one step, checked against a model's signature.
public struct Batch<Scalar: KernelScalar>: Sendable {
  public let inputs: [Tensor<Scalar>]
  public let targets: [Target<Scalar>]
  public let rows: Int

  /// Checks every shape, the row counts, and what each target's kind promises.
  /// - Parameter targets: may be empty for a batch that is only used to predict.
  /// - Throws: `KernelError`, naming the tensor and, where there is one, the row.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public init(
    inputs: [Tensor<Scalar>], targets: [Target<Scalar>], for signature: ModelSignature
  ) throws(KernelError) {
    guard inputs.count == signature.inputs.count else {
      throw .tensorCount(role: "inputs", expected: signature.inputs.count, found: inputs.count)
    }
    guard targets.isEmpty || targets.count == signature.targets.count else {
      throw .tensorCount(role: "targets", expected: signature.targets.count, found: targets.count)
    }
    let rows = inputs.first?.shape.first ?? targets.first?.rows ?? 0
    guard rows > 0 else { throw .noRows }
    for (tensor, input) in zip(inputs, signature.inputs) {
      try Self.check(tensor, name: input.name, features: input.features, rows: rows)
    }
    for (target, expected) in zip(targets, signature.targets) {
      try Self.check(target, expected, rows: rows)
    }
    self.inputs = inputs
    self.targets = targets
    self.rows = rows
  }

  private static func check(
    _ tensor: Tensor<Scalar>, name: String, features: [Int], rows: Int
  ) throws(KernelError) {
    guard tensor.shape.dropFirst().elementsEqual(features) else {
      let expected = (["rows"] + features.map(String.init)).joined(separator: " × ")
      throw .shape(name: name, expected: expected, found: tensor.shape)
    }
    guard tensor.shape[0] == rows else {
      throw .rowCount(name: name, expected: rows, found: tensor.shape[0])
    }
  }

  private static func check(
    _ target: Target<Scalar>, _ expected: ModelSignature.Target, rows: Int
  ) throws(KernelError) {
    guard target.rows == rows else {
      throw .rowCount(name: expected.name, expected: rows, found: target.rows)
    }
    switch (target, expected.kind) {
    case (.classes(let indices), .classIndices):
      guard indices.classes <= expected.width else {
        throw .shape(name: expected.name, expected: "\(expected.width) classes", found: [indices.classes])
      }
    case (.rows(let tensor), .distribution), (.rows(let tensor), .weights), (.rows(let tensor), .values):
      try check(tensor, name: expected.name, features: [expected.width], rows: rows)
      try checkRows(of: tensor, expected)
    case (.classes, .distribution), (.classes, .weights), (.classes, .values), (.rows, .classIndices):
      throw .targetKind(name: expected.name, expected: expected.kind)
    }
  }

  private static func checkRows(
    of tensor: Tensor<Scalar>, _ expected: ModelSignature.Target
  ) throws(KernelError) {
    guard expected.kind != .values else { return }
    try tensor.withElements { elements throws(KernelError) in
      for row in 0..<tensor.shape[0] {
        let entries = elements[row * expected.width..<(row + 1) * expected.width]
        let sum = entries.reduce(0.0) { $0 + Double($1) }
        guard sum.isFinite else { throw .notFinite(name: expected.name, row: row) }
        if let negative = entries.first(where: { $0 < 0 }) {
          throw .negativeWeight(name: expected.name, row: row, value: Double(negative))
        }
        // A row of Float thirds is off by a few units in the last place; a wrong row is off by far more.
        if expected.kind == .distribution, abs(sum - 1) > 1e-5 {
          throw .rowSum(name: expected.name, row: row, sum: sum)
        }
      }
    }
  }
}

// MARK: - For generated code

extension Batch {
  /// The first element of an input. The batch must outlive the pointer.
  @inlinable
  public func input(_ position: Int) -> UnsafePointer<Scalar> { UnsafePointer(inputs[position].storage.base) }

  /// The first element of a target of rows. The batch must outlive the pointer.
  @inlinable
  public func target(_ position: Int) -> UnsafePointer<Scalar> {
    guard position < targets.count, case .rows(let tensor) = targets[position] else {
      preconditionFailure("the batch was made without targets and can only be predicted from")
    }
    return UnsafePointer(tensor.storage.base)
  }

  /// The first label of a target of class indices. The batch must outlive the pointer.
  @inlinable
  public func labels(_ position: Int) -> UnsafePointer<Int32> {
    guard position < targets.count, case .classes(let indices) = targets[position] else {
      preconditionFailure("the batch was made without targets and can only be predicted from")
    }
    return indices.pointer
  }
}

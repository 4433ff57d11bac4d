/// The inputs and targets of one step, checked against a model's signature.
public struct Batch<Scalar: KernelScalar>: Sendable {
  public let inputs: Inputs<Scalar>
  public let targets: [Target<Scalar>]
  public var rows: Int { inputs.rows }

  /// Checks every shape, the row counts, and what each target's kind promises.
  /// - Throws: `KernelError`, naming the tensor and, where there is one, the row.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public init(
    inputs: [Tensor<Scalar>], targets: [Target<Scalar>], for signature: ModelSignature
  ) throws(KernelError) {
    self.inputs = try Inputs(inputs, for: signature)
    guard targets.count == signature.targets.count else {
      throw .tensorCount(role: "targets", expected: signature.targets.count, found: targets.count)
    }
    for (target, expected) in zip(targets, signature.targets) {
      try target.check(expected, rows: self.inputs.rows)
    }
    self.targets = targets
  }

  /// The first element of the target of rows at a position of the signature. The batch must outlive the pointer.
  @inlinable
  public func target(at position: Int, width: Int) -> UnsafePointer<Scalar> {
    guard case .rows(let tensor) = targets[position], tensor.storage.count == rows &* width else {
      preconditionFailure("the batch was made for another graph")
    }
    return UnsafePointer(tensor.storage.base)
  }

  /// The first label of the target of class indices at a position of the signature. The batch must outlive the pointer.
  @inlinable
  public func labels(at position: Int, classes: Int) -> UnsafePointer<Int32> {
    guard case .classes(let indices) = targets[position], indices.classes <= classes else {
      preconditionFailure("the batch was made for another graph")
    }
    return UnsafePointer(indices.storage.base)
  }
}

extension Target {
  /// - Throws: `KernelError` where the target is not what the graph expects.
  fileprivate func check(_ expected: ModelSignature.Target, rows: Int) throws(KernelError) {
    guard self.rows == rows else {
      throw .rowCount(name: expected.name, expected: rows, found: self.rows)
    }
    switch (self, expected.kind) {
    case (.classes(let indices), .classIndices):
      guard indices.classes <= expected.width else {
        throw .shape(name: expected.name, expected: "\(expected.width) classes", found: [indices.classes])
      }
    case (.rows(let tensor), .distribution), (.rows(let tensor), .weights), (.rows(let tensor), .values):
      try tensor.check(name: expected.name, features: [expected.width], rows: rows)
      try tensor.checkRows(of: expected)
    case (.classes, .distribution), (.classes, .weights), (.classes, .values), (.rows, .classIndices):
      throw .targetKind(name: expected.name, expected: expected.kind)
    }
  }
}

extension Tensor {
  /// - Throws: `KernelError` at the first row that breaks the promise of the target's kind.
  fileprivate func checkRows(of expected: ModelSignature.Target) throws(KernelError) {
    guard expected.kind != .values else { return }
    try withElements { elements throws(KernelError) in
      for row in 0..<shape[0] {
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

/// The inputs of some rows and what each is to be compared with, not tied to a model. A `Batch` holds them once checked.
public struct Examples<Scalar: KernelScalar>: Sendable {
  /// One tensor for each input of the graph, in its order: `rows × features…`.
  public var inputs: [Tensor<Scalar>]
  /// One for each target of class indices, in the graph's order.
  public var labels: [ClassIndices]
  /// One tensor `rows × width` for each other target, in the graph's order.
  public var values: [Tensor<Scalar>]

  public init(inputs: [Tensor<Scalar>], labels: [ClassIndices] = [], values: [Tensor<Scalar>] = []) {
    self.inputs = inputs
    self.labels = labels
    self.values = values
  }

  /// Becomes the given rows of others, in memory that is used again where the shapes are the same.
  mutating func gather(_ rows: ArraySlice<Int>, from whole: Examples) {
    for position in inputs.indices { inputs[position].gather(rows, from: whole.inputs[position]) }
    for position in labels.indices { labels[position].gather(rows, from: whole.labels[position]) }
    for position in values.indices { values[position].gather(rows, from: whole.values[position]) }
  }
}

extension ModelSignature {
  /// The targets that are class indices, and those that are not.
  var labels: [Target] { targets.filter { $0.kind == .classIndices } }
  var values: [Target] { targets.filter { $0.kind != .classIndices } }

  /// Checks every shape, the numbers of rows, and what each target's kind promises.
  /// - Returns: the number of rows.
  /// - Throws: `KernelError`, naming the tensor and, where there is one, the row.
  public func check<Scalar: KernelScalar>(_ examples: Examples<Scalar>) throws(KernelError) -> Int {
    let rows = try check(inputs: examples.inputs)
    try Self.check(examples.labels.count, of: "targets given as class indices", labels.count)
    try Self.check(examples.values.count, of: "targets given as rows of numbers", values.count)
    for (indices, expected) in zip(examples.labels, labels) { try indices.check(expected, rows: rows) }
    for (tensor, expected) in zip(examples.values, values) {
      try tensor.check(name: expected.name, features: [expected.width], rows: rows)
      try tensor.checkRows(of: expected)
    }
    return rows
  }

  /// The same for inputs without targets.
  /// - Returns: the number of rows.
  /// - Throws: `KernelError`, naming the tensor, for a wrong shape or number of rows.
  func check<Scalar: KernelScalar>(inputs tensors: [Tensor<Scalar>]) throws(KernelError) -> Int {
    try Self.check(tensors.count, of: "inputs", inputs.count)
    let rows = tensors.first?.shape.first ?? 0
    for (tensor, input) in zip(tensors, inputs) {
      try tensor.check(name: input.name, features: input.features, rows: rows)
    }
    guard rows > 0 else { throw .noRows }
    return rows
  }

  private static func check(_ found: Int, of role: String, _ expected: Int) throws(KernelError) {
    guard found == expected else { throw .tensorCount(role: role, expected: expected, found: found) }
  }
}

extension ClassIndices {
  fileprivate func check(_ expected: ModelSignature.Target, rows: Int) throws(KernelError) {
    guard count == rows else { throw .rowCount(name: expected.name, expected: rows, found: count) }
    guard classes <= expected.width else {
      throw .shape(name: expected.name, expected: "\(expected.width) classes", found: [classes])
    }
  }
}

extension Tensor {
  /// - Throws: `KernelError` where the shape is not `rows × features`.
  fileprivate func check(name: String, features: [Int], rows: Int) throws(KernelError) {
    guard let found = shape.first, shape.dropFirst().elementsEqual(features) else {
      let expected = (["rows"] + features.map(String.init)).joined(separator: " × ")
      throw .shape(name: name, expected: expected, found: shape)
    }
    guard found == rows else { throw .rowCount(name: name, expected: rows, found: found) }
  }

  /// - Throws: `KernelError` at the first row that breaks the promise of the target's kind.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  fileprivate func checkRows(of expected: ModelSignature.Target) throws(KernelError) {
    try withElements { elements throws(KernelError) in
      for row in 0..<shape[0] {
        let entries = elements[row * expected.width..<(row + 1) * expected.width]
        let sum = entries.reduce(0.0) { $0 + Double($1) }
        guard sum.isFinite else { throw .notFinite(name: expected.name, row: row) }
        if expected.kind == .values { continue }
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

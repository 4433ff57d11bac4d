/// The inputs of one step, checked against a model's signature: enough to predict from.
public struct Inputs<Scalar: KernelScalar>: Sendable {
  public let tensors: [Tensor<Scalar>]
  public let rows: Int

  /// - Throws: `KernelError`, naming the tensor, for a wrong shape or number of rows.
  public init(_ tensors: [Tensor<Scalar>], for signature: ModelSignature) throws(KernelError) {
    guard tensors.count == signature.inputs.count else {
      throw .tensorCount(role: "inputs", expected: signature.inputs.count, found: tensors.count)
    }
    let rows = tensors.first?.shape.first ?? 0
    guard rows > 0 else { throw .noRows }
    for (tensor, input) in zip(tensors, signature.inputs) {
      try tensor.check(name: input.name, features: input.features, rows: rows)
    }
    self.tensors = tensors
    self.rows = rows
  }

  /// The first element of the input at a position of the signature. The inputs must outlive the pointer.
  @inlinable
  public func pointer(at position: Int, width: Int) -> UnsafePointer<Scalar> {
    let storage = tensors[position].storage
    precondition(storage.count == rows &* width, "the inputs were made for another graph")
    return UnsafePointer(storage.base)
  }
}

extension Tensor {
  /// - Throws: `KernelError` where the shape is not `rows × features`.
  func check(name: String, features: [Int], rows: Int) throws(KernelError) {
    guard let found = shape.first, shape.dropFirst().elementsEqual(features) else {
      let expected = (["rows"] + features.map(String.init)).joined(separator: " × ")
      throw .shape(name: name, expected: expected, found: shape)
    }
    guard found == rows else { throw .rowCount(name: name, expected: rows, found: found) }
  }
}

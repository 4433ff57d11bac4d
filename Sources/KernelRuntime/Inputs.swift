/// What a model predicts from, checked against its signature once.
public struct Inputs<Model: GeneratedModel>: Sendable {
  public typealias Scalar = Model.Scalar

  public let tensors: [Tensor<Scalar>]
  public let rows: Int

  /// - Throws: `KernelError`, naming the tensor, for a wrong shape or number of rows.
  public init(_ tensors: [Tensor<Scalar>]) throws(KernelError) {
    self.init(tensors: tensors, rows: try Model.signature.check(inputs: tensors))
  }

  /// Inputs that were checked.
  init(tensors: [Tensor<Scalar>], rows: Int) {
    self.tensors = tensors
    self.rows = rows
  }

  /// The first element of the input at a position of the signature. For generated code; the inputs must outlive the
  /// pointer.
  @inlinable
  public func input(at position: Int) -> UnsafePointer<Scalar> { tensors[position].pointer }
}

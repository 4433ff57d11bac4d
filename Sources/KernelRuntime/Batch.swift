/// The inputs and targets of one step of a model, checked against its signature once, so that no kernel has to look
/// again.
public struct Batch<Model: GeneratedModel>: Sendable {
  public typealias Scalar = Model.Scalar

  public private(set) var examples: Examples<Scalar>
  public private(set) var rows: Int

  /// Checks every shape, the numbers of rows, and what each target's kind promises.
  /// - Throws: `KernelError`, naming the tensor and, where there is one, the row.
  public init(_ examples: Examples<Scalar>) throws(KernelError) {
    rows = try Model.signature.check(examples)
    self.examples = examples
  }

  /// What a model predicts from.
  public var inputs: Inputs<Model> { Inputs(tensors: examples.inputs, rows: rows) }

  /// Becomes the given rows of another batch, in memory that is used again where their number is the same and no copy of
  /// this batch is left.
  /// - Precondition: `rows` are rows of `whole`, at least one.
  package mutating func gather(_ rows: ArraySlice<Int>, from whole: Batch) {
    precondition(!rows.isEmpty, "a batch has at least one row")
    examples.gather(rows, from: whole.examples)
    self.rows = rows.count
  }
}

// For generated code. The batch must outlive these pointers.
extension Batch {
  /// The first element of the input at a position of the signature.
  @inlinable
  public func input(at position: Int) -> UnsafePointer<Scalar> { examples.inputs[position].pointer }

  /// The first element of a target of rows, by its position among those.
  @inlinable
  public func values(at position: Int) -> UnsafePointer<Scalar> { examples.values[position].pointer }

  /// The first label of a target of class indices, by its position among those.
  @inlinable
  public func labels(at position: Int) -> UnsafePointer<Int32> { UnsafePointer(examples.labels[position].storage.base) }
}

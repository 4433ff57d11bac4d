/// What a prediction is compared with.
public enum Target<Scalar: KernelScalar>: Sendable {
  /// One class number a row.
  case classes(ClassIndices)
  /// One row an example.
  case rows(Tensor<Scalar>)

  public var rows: Int {
    switch self {
    case .classes(let indices): indices.count
    case .rows(let tensor): tensor.shape.first ?? 0
    }
  }
}

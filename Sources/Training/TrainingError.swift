import KernelRuntime

/// Why training stopped.
public enum TrainingError: Error, Equatable, CustomStringConvertible, Sendable {
  /// The loss that was computed in this step, or after the last one, is NaN or infinite.
  case lossNotFinite(step: Int, loss: Double)
  /// A penalty for a parameter that the model does not have.
  case penalty(KernelError)

  public var description: String {
    switch self {
    case .lossNotFinite(let step, let loss):
      "the loss is \(loss) at step \(step): lower the rate, or bring the features into a small range by dividing them"
    case .penalty(let error):
      error.description
    }
  }
}

import KernelRuntime

/// Why training stopped.
public enum TrainingError: Error, Equatable, CustomStringConvertible, Sendable {
  /// The loss that was computed in this step, or after the last one, is NaN or infinite.
  case lossNotFinite(step: Int, loss: Double)
  /// The loss that was computed in this step has a value, but its gradient has entries that are NaN or infinite.
  case gradientNotFinite(step: Int)
  /// A penalty for a parameter that the model does not have.
  case penalty(KernelError)

  public var description: String {
    switch self {
    case .lossNotFinite(let step, let loss):
      "the loss is \(loss) at step \(step): "
        + (step <= 1 ? "look for NaN and very large values in the features, or " : "")
        + "lower the rate, or bring the features into a small range by dividing them"
    case .gradientNotFinite(let step):
      "the loss has a value at step \(step), but its gradient is not finite: "
        + (step <= 1
          ? "start from other parameters, such as random ones"
          : "lower the rate, or bring the features into a small range by dividing them")
    case .penalty(let error):
      error.description
    }
  }
}

import KernelRuntime

/// Why training stopped.
public enum TrainingError: Error, Equatable, CustomStringConvertible, Sendable {
  /// The loss that was computed in this step, or after the last one, is NaN or infinite.
  case lossNotFinite(step: Int, loss: Double)
  /// The gradient has entries that are NaN or infinite where a minimisation starts.
  case gradientNotFinite
  /// A penalty for a parameter that the model does not have.
  case penalty(KernelError)
  /// What is known of the Hessian is that of another model.
  case curvature(expected: Int, found: Int)

  public var description: String {
    switch self {
    case .lossNotFinite(let step, let loss):
      "the loss is \(loss) at step \(step): "
        + (step <= 1 ? "look for NaN and very large values in the features, or " : "")
        + "lower the rate, or bring the features into a small range by dividing them"
    case .gradientNotFinite:
      "the loss has a value at the parameters to start from, but no gradient; start from others, such as random ones"
    case .penalty(let error):
      error.description
    case .curvature(let expected, let found):
      "the curvature is that of a model with \(found) parameters, but this one has \(expected); make it from this one's"
    }
  }
}

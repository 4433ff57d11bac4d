import KernelRuntime

/// One step of a model with known results, as the build plugin for tests writes it down.
public struct KernelCase: Sendable, CustomStringConvertible {
  /// What the case is about, such as `17 rows, ordinary values`.
  public let description: String
  public let rows: Int
  let inputs: [String]
  let targets: [String]
  let parameters: [String]
  let loss: Double
  let prediction: String
  let gradients: [String]

  /// All texts are numbers with blanks between them, tensor by tensor in the order of the signature. Numbers of the
  /// results may be fewer than a tensor's elements: then they are evenly spaced samples of it.
  public init(
    _ description: String, rows: Int, inputs: [String], targets: [String], parameters: [String], loss: Double,
    prediction: String, gradients: [String]
  ) {
    self.description = description
    self.rows = rows
    self.inputs = inputs
    self.targets = targets
    self.parameters = parameters
    self.loss = loss
    self.prediction = prediction
    self.gradients = gradients
  }

  static func numbers(_ text: String) -> [Double] { text.split(separator: " ").compactMap { Double($0) } }
}

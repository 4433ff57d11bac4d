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
  let inputGradients: [String]
  let measure: Measure

  /// How results are compared. Whoever writes a case decides it, for that depends on how the case was chosen.
  public struct Measure: Sendable {
    /// The elements of a tensor that are compared, evenly spaced where it has more.
    let samples: Int
    /// The error that passes, in units of the scalar's precision at 1, relative to the tensor's largest entry.
    let tolerance: Double
    /// What that entry counts as at least: where all of a tensor is next to nothing, larger numbers have cancelled.
    let smallest: Double

    public init(samples: Int, tolerance: Double, smallest: Double) {
      self.samples = samples
      self.tolerance = tolerance
      self.smallest = smallest
    }
  }

  /// All texts are numbers with blanks between them, tensor by tensor in the order of the signature.
  /// - Parameter inputGradients: those by the inputs that ask for them.
  public init(
    _ description: String, rows: Int, inputs: [String], targets: [String], parameters: [String], loss: Double,
    prediction: String, gradients: [String], inputGradients: [String], measure: Measure
  ) {
    self.description = description
    self.rows = rows
    self.inputs = inputs
    self.targets = targets
    self.parameters = parameters
    self.loss = loss
    self.prediction = prediction
    self.gradients = gradients
    self.inputGradients = inputGradients
    self.measure = measure
  }

  /// - Throws: `KernelCaseError.number`.
  static func numbers(_ text: String) throws(KernelCaseError) -> [Double] {
    var numbers: [Double] = []
    for word in text.split(separator: " ") {
      guard let number = Double(word) else { throw .number(String(word)) }
      numbers.append(number)
    }
    return numbers
  }
}

/// What can be wrong with a case itself.
public enum KernelCaseError: Error, Equatable, CustomStringConvertible, Sendable {
  case number(String)
  /// Another number of tensors than the model has.
  case tensors(_ kind: String, expected: Int, found: Int)

  public var description: String {
    switch self {
    case .number(let text): "“\(text)” in a kernel's case is no number; generate the tests again"
    case .tensors(let kind, let expected, let found):
      "a kernel's case has \(found) \(kind), but the model has \(expected); generate the tests again"
    }
  }
}

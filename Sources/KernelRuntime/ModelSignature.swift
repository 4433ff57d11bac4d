/// What a target's values promise, and with it what the derivation was allowed to use.
public enum TargetKind: String, Sendable, Hashable, Codable, CustomStringConvertible {
  /// One class number a row: `Y_ij = δ(j, y_i)`.
  case classIndices
  /// One row of non-negative entries that sum to 1, a single 1 for a plain label.
  case distribution
  /// Non-negative weights with any sum.
  case weights
  /// Any real values.
  case values

  public var description: String {
    switch self {
    case .classIndices: "class indices"
    case .distribution: "rows that sum to 1 (one-hot, say)"
    case .weights: "rows of non-negative weights"
    case .values: "rows of real values"
    }
  }
}

/// The names and shapes of a generated model, for code that handles any model: training, files, command lines.
public struct ModelSignature: Sendable, Hashable {
  /// A tensor with one row an example. Its shape is `rows × features…`.
  public struct Input: Sendable, Hashable {
    public let name: String
    public let features: [Int]
    /// Elements in one row.
    public var width: Int { features.reduce(1, *) }

    public init(name: String, features: [Int]) {
      self.name = name
      self.features = features
    }
  }

  /// A tensor with one row an example that the loss compares with: `rows × width`, or `rows` class numbers.
  public struct Target: Sendable, Hashable {
    public let name: String
    public let kind: TargetKind
    /// Classes for class indices and distributions, columns otherwise.
    public let width: Int

    public init(name: String, kind: TargetKind, width: Int) {
      self.name = name
      self.kind = kind
      self.width = width
    }
  }

  /// A tensor without rows that training adjusts.
  public struct Parameter: Sendable, Hashable {
    public let name: String
    public let shape: [Int]
    public var count: Int { shape.reduce(1, *) }

    public init(name: String, shape: [Int]) {
      self.name = name
      self.shape = shape
    }
  }

  /// Weights that multiply an input, with the bias that is added to the product. The loss depends on them through `XW + b`
  /// alone.
  public struct AffineMap: Sendable, Hashable {
    public let input: String
    /// `features × outputs`.
    public let weights: String
    /// `outputs`.
    public let bias: String?

    public init(input: String, weights: String, bias: String?) {
      self.input = input
      self.weights = weights
      self.bias = bias
    }
  }

  /// The graph's name.
  public let name: String
  /// In the order of their declaration, as are targets and parameters.
  public let inputs: [Input]
  public let targets: [Target]
  public let parameters: [Parameter]
  /// Where parameters meet inputs; training starts from what that tells of the Hessian.
  public let affineMaps: [AffineMap]
  /// What `predict` returns, one row an example.
  public let prediction: Input

  public init(
    name: String, inputs: [Input], targets: [Target], parameters: [Parameter], affineMaps: [AffineMap] = [],
    prediction: Input
  ) {
    self.name = name
    self.inputs = inputs
    self.targets = targets
    self.parameters = parameters
    self.affineMaps = affineMaps
    self.prediction = prediction
  }
}

import IndexCalculus

/// `H = tanh x`, entry by entry.
public struct Tanh: Layer {
  public init() {}

  public func define(_ x: Tensor) -> TensorFormula { x.mapElements { tanh($0) } }
}

/// `H = 1/(1 + exp(−x))`, entry by entry.
public struct Sigmoid: Layer {
  public init() {}

  public func define(_ x: Tensor) -> TensorFormula { x.mapElements { sigmoid($0) } }
}

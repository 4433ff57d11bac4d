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

/// `H = x Φ(x)`, entry by entry, `Φ` the distribution function of a standard normal variable (Hendrycks and Gimpel, 2016).
public struct GELU: Layer {
  public init() {}

  public func define(_ x: Tensor) -> TensorFormula { x.mapElements { $0 * (1 + erf($0 / sqrt(2))) / 2 } }
}

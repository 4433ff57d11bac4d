import IndexCalculus

/// `H = x` where `x > 0`, and 0 elsewhere, entry by entry. At 0 the derivative is 0.
public struct ReLU: Layer {
  public init() {}

  public func define(_ x: Tensor) -> TensorFormula {
    x.mapElements { select($0 .> 0, $0, 0) }
  }
}

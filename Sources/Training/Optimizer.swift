import KernelRuntime

/// A rule by which parameters follow their gradient. One value belongs to one training run, and may keep state in it.
public protocol Optimizer<Scalar>: Sendable {
  associatedtype Scalar: KernelScalar

  /// Moves the parameters by one step, in place and without allocating once its own state exists.
  ///
  /// Both vectors have the same layout; a rule that treats every element alike may work on the gaps too.
  mutating func update<Model: GeneratedModel>(
    _ parameters: inout ParameterVector<Model>, gradient: ParameterVector<Model>
  ) where Model.Scalar == Scalar
}

/// `w ← w − rate · ∂loss/∂w`. On the gradient of a mini-batch this is stochastic gradient descent.
public struct GradientDescent<Scalar: KernelScalar>: Optimizer, Hashable {
  public var rate: Scalar

  public init(rate: Scalar) { self.rate = rate }

  public mutating func update<Model: GeneratedModel>(
    _ parameters: inout ParameterVector<Model>, gradient: ParameterVector<Model>
  ) where Model.Scalar == Scalar {
    parameters.withMutableElements { parameters in
      gradient.withElements { gradient in
        subtract(gradient, times: rate, from: parameters)
      }
    }
  }
}

// Models arrive as existentials, so this is called without knowledge of the scalar: specialised ahead, it runs on vectors.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
private func subtract<Scalar: KernelScalar>(
  _ gradient: UnsafeBufferPointer<Scalar>, times rate: Scalar, from parameters: UnsafeMutableBufferPointer<Scalar>
) {
  for offset in parameters.indices {
    parameters[offset] -= rate * gradient[offset]
  }
}

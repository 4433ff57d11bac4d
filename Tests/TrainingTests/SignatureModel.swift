import KernelRuntime

/// Declares the names and shapes of a `SignatureModel`.
protocol ModelDeclaration: Sendable {
  static var signature: ModelSignature { get }
}

/// A model that has names and shapes and computes nothing, for code that only handles those.
struct SignatureModel<Scalar: KernelScalar, Declaration: ModelDeclaration>: GeneratedModel {
  static var signature: ModelSignature { Declaration.signature }

  var parameters = ParameterVector<Self>()

  init() {}

  func loss(_ batch: Batch<Self>, workspace: inout Workspace<Scalar>) -> Scalar { 0 }

  func lossAndGradient(
    _ batch: Batch<Self>, gradient: inout ParameterVector<Self>, workspace: inout Workspace<Scalar>
  ) -> Scalar { 0 }

  func predict(_ inputs: Inputs<Self>, into prediction: inout Tensor<Scalar>, workspace: inout Workspace<Scalar>) {}
}

extension ModelSignature {
  /// A signature with the given parameters and no targets.
  init(inputs: [Input] = [], parameters: [Parameter], affineMaps: [AffineMap] = []) {
    self.init(
      name: "G", inputs: inputs, targets: [], parameters: parameters, affineMaps: affineMaps,
      prediction: .init(name: "A", features: [1]))
  }
}

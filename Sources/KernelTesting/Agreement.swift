import KernelRuntime

extension GeneratedModel {
  /// The kernel with gradients by inputs: writes them over the tensors, and returns the loss.
  public typealias InputGradientKernel = (
    _ model: Self, _ batch: Batch<Self>, _ gradient: inout ParameterVector<Self>,
    _ byInputs: inout [Tensor<Scalar>], _ workspace: inout Workspace<Scalar>
  ) -> Scalar

  /// Runs the kernels on a case, each of them twice in one workspace, and compares all results.
  /// - Parameter withInputs: the kernel with gradients by inputs, where the model has one.
  /// - Returns: a sentence for each result that is off.
  /// - Throws: `KernelError` or `KernelCaseError` where the case does not fit the model.
  public static func disagreements(
    with known: KernelCase, _ withInputs: InputGradientKernel? = nil
  ) throws -> [String] {
    try known.check(for: signature)
    var model = Self()
    for (parameter, text) in zip(signature.parameters, known.parameters) {
      try model.parameters.set(parameter.name, to: tensor(parameter.shape, text))
    }
    let batch = try batch(known)
    var comparison = Comparison<Scalar>(known.measure)
    var workspace = Workspace<Scalar>()
    var gradient = ParameterVector<Self>()
    var byInputs = known.inputGradients.map { _ in Tensor<Scalar>(shape: [0]) }
    var prediction = Tensor<Scalar>(shape: [0])
    for _ in 0..<2 {
      comparison.compare("loss", [model.loss(batch, workspace: &workspace)], [known.loss])
      let loss = model.lossAndGradient(batch, gradient: &gradient, workspace: &workspace)
      comparison.compare("loss with gradient", [loss], [known.loss])
      try comparison.compare(gradient, with: known, "gradient")
      if let withInputs {
        let loss = withInputs(model, batch, &gradient, &byInputs, &workspace)
        comparison.compare("loss with gradients by inputs", [loss], [known.loss])
        try comparison.compare(gradient, with: known, "gradient beside those by inputs")
        for (position, text) in known.inputGradients.enumerated() {
          comparison.compare("gradient by input \(position)", byInputs[position].elements, try KernelCase.numbers(text))
        }
      }
      model.predict(batch.inputs, into: &prediction, workspace: &workspace)
      comparison.compare("prediction", prediction.elements, try KernelCase.numbers(known.prediction))
    }
    return comparison.sentences
  }

  private static func batch(_ known: KernelCase) throws -> Batch<Self> {
    var examples = Examples<Scalar>(
      inputs: try zip(signature.inputs, known.inputs).map { try tensor([known.rows] + $0.features, $1) })
    for (target, text) in zip(signature.targets, known.targets) {
      switch target.kind {
      case .classIndices:
        examples.labels.append(try ClassIndices(KernelCase.numbers(text).map { Int32($0) }, classes: target.width))
      case .distribution, .weights, .values: examples.values.append(try tensor([known.rows, target.width], text))
      }
    }
    return try Batch(examples)
  }

  private static func tensor(_ shape: [Int], _ text: String) throws -> Tensor<Scalar> {
    try Tensor(shape: shape, KernelCase.numbers(text).map { Scalar($0) })
  }
}

extension KernelCase {
  /// - Throws: `KernelCaseError.tensors`.
  fileprivate func check(for signature: ModelSignature) throws(KernelCaseError) {
    let counts = [
      ("inputs", signature.inputs.count, inputs.count), ("targets", signature.targets.count, targets.count),
      ("parameters", signature.parameters.count, parameters.count),
      ("gradients", signature.parameters.count, gradients.count),
    ]
    for (kind, expected, found) in counts where expected != found {
      throw .tensors(kind, expected: expected, found: found)
    }
  }
}

/// Collects what differs by more than rounding.
private struct Comparison<Scalar: KernelScalar> {
  private(set) var sentences: [String] = []
  private let measure: KernelCase.Measure

  init(_ measure: KernelCase.Measure) { self.measure = measure }

  /// The evenly spaced elements that are compared where not all are.
  private func sampled(_ elements: [Scalar]) -> [Scalar] {
    let limit = measure.samples
    guard elements.count > limit else { return elements }
    return (0..<limit).map { elements[$0 * elements.count / limit] }
  }

  mutating func compare<Model: GeneratedModel>(
    _ gradient: ParameterVector<Model>, with known: KernelCase, _ name: String
  ) throws where Model.Scalar == Scalar {
    for (position, text) in known.gradients.enumerated() {
      let name = "\(name) of \(Model.signature.parameters[position].name)"
      compare(name, gradient.tensor(at: position).elements, try KernelCase.numbers(text))
    }
  }

  mutating func compare(_ name: String, _ found: [Scalar], _ expected: [Double]) {
    let found = sampled(found)
    guard found.count == expected.count else {
      sentences.append("\(name): \(found.count) elements instead of \(expected.count)")
      return
    }
    let largest = expected.reduce(measure.smallest) { max($0, abs($1)) }
    let tolerance = measure.tolerance * Double(Scalar.ulpOfOne)
    for (position, pair) in zip(found, expected).enumerated() {
      let error = abs(Double(pair.0) - pair.1)
      // Small entries are differences of large ones, so they are as exact as those.
      if !(error <= tolerance * max(largest, abs(pair.1))) {
        sentences.append("\(Scalar.self), \(name), sample \(position): \(pair.0) instead of \(pair.1)")
        return
      }
    }
  }
}

import KernelRuntime

extension GeneratedModel {
  /// Moves the parameters from where they are to the minimum of the loss over all rows, plus `λ/2 ‖P‖²` for each
  /// penalised parameter `P`.
  ///
  /// Where the graph is an affine map of an input with anything after it, the method starts from what the inputs tell of
  /// the Hessian, unless `method.usesInputCurvature` is off, or there are more than 2,048 features or a thousand for each
  /// output.
  /// - Parameter penalties: the `λ` of parameters by name.
  /// - Returns: where it ended, its value with the penalty.
  /// - Throws: `TrainingError`, with the parameters left as they were.
  public mutating func fit(
    to batch: Batch<Self>, by method: LimitedMemoryBFGS<Scalar>, penalties: [String: Scalar] = [:]
  ) throws(TrainingError) -> LimitedMemoryBFGS<Scalar>.Outcome {
    let ranges = try places(of: penalties)
    let curvature = method.usesInputCurvature ? InputCurvature(of: batch.inputs, in: parameters, penalties: penalties) : nil
    var model = self
    var derivative = ParameterVector<Self>()
    var workspace = Workspace<Scalar>()
    var x = parameters.withElements(Array.init)
    let outcome = try method.minimize(&x, curvature: curvature) { x, gradient in
      model.parameters.withMutableElements { _ = $0.update(fromContentsOf: x) }
      let loss = model.lossAndGradient(batch, gradient: &derivative, workspace: &workspace)
      derivative.withElements { elements in
        gradient.withUnsafeMutableBufferPointer { _ = $0.update(fromContentsOf: elements) }
      }
      return ranges.reduce(loss) { $0 + penalty($1.1, on: x, $1.0, addingTo: &gradient) }
    }
    parameters.withMutableElements { _ = $0.update(fromContentsOf: x) }
    return outcome
  }

  private func places(of penalties: [String: Scalar]) throws(TrainingError) -> [(Range<Int>, Scalar)] {
    var result: [(Range<Int>, Scalar)] = []
    for (name, strength) in penalties.sorted(by: { $0.key < $1.key }) {
      do {
        result.append((try parameters.range(of: name), strength))
      } catch {
        throw .penalty(error)
      }
    }
    return result
  }
}

/// `strength/2` times the squares of some entries. Its derivative is added to the gradient.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
private func penalty<Scalar: KernelScalar>(
  _ strength: Scalar, on x: [Scalar], _ places: Range<Int>, addingTo gradient: inout [Scalar]
) -> Scalar {
  var squares: Scalar = 0
  for place in places {
    squares += x[place] * x[place]
    gradient[place] += strength * x[place]
  }
  return strength / 2 * squares
}

import KernelRuntime

extension GeneratedModel {
  /// Moves the parameters from where they are to the minimum of the loss over all rows, plus `λ/2 ‖P‖²` for each penalised
  /// parameter `P`.
  /// - Parameters:
  ///   - penalties: the `λ` of parameters by name.
  ///   - curvature: what is known of the Hessian beforehand; it includes the penalty.
  /// - Returns: where it ended, its value with the penalty.
  /// - Throws: `TrainingError`, with the parameters left as they were.
  public mutating func fit(
    to batch: Batch<Scalar>, by method: LimitedMemoryBFGS<Scalar>, penalties: [String: Scalar] = [:],
    curvature: InputCurvature<Scalar>? = nil
  ) throws(TrainingError) -> LimitedMemoryBFGS<Scalar>.Outcome {
    let ranges = try places(of: penalties)
    var model = self
    var derivative = ParameterVector<Scalar>(Self.signature.parameters)
    var workspace = Workspace<Scalar>()
    var x = parameters.withElements(Array.init)
    let outcome = try method.minimize(&x, curvature: curvature) { x, gradient in
      model.parameters.withMutableElements { _ = $0.update(fromContentsOf: x) }
      var value = model.lossAndGradient(batch, gradient: &derivative, workspace: &workspace)
      derivative.withElements { elements in for place in elements.indices { gradient[place] = elements[place] } }
      for (range, strength) in ranges {
        for place in range {
          value += strength / 2 * x[place] * x[place]
          gradient[place] += strength * x[place]
        }
      }
      return value
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
        throw .batch(error)
      }
    }
    return result
  }
}

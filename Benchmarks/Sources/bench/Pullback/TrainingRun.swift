import KernelRuntime

/// Softmax regression with the penalty `strength/2 · ‖W‖²`, from zeros to the minimum, in Double.
struct TrainingRun {
  let graph: String
  let data: String

  func reply(strength: Double, tolerance: Double) throws -> Reply {
    try train(PullbackWorker.family(graph).double, strength, tolerance)
  }

  private func train<Model: GeneratedModel>(
    _: Model.Type, _ strength: Double, _ tolerance: Double
  ) throws -> Reply {
    guard let prepared = try PreparedModel<Model>(TensorFile(path: data)) as? any Trainable else {
      throw BenchError("training is in Double")
    }
    var minimiser = LimitedMemoryBFGS(tolerance: tolerance)
    let clock = ContinuousClock()
    var x: [Double] = []
    let elapsed = clock.measure {
      x = [Double](repeating: 0, count: prepared.parameterCount)
      minimiser.minimise(&x) { prepared.objective(at: $0, strength: strength, gradient: &$1) }
    }
    var gradient = x
    let objective = prepared.objective(at: x, strength: strength, gradient: &gradient)
    return Reply(nanoseconds: elapsed / .nanoseconds(1), objective: objective, iterations: minimiser.iterations)
  }
}

protocol Trainable {
  var parameterCount: Int { get }
  func objective(at x: [Double], strength: Double, gradient: inout [Double]) -> Double
}

extension PreparedModel: Trainable where Model.Scalar == Double {
  var parameterCount: Int { gradient.count }

  func objective(at x: [Double], strength: Double, gradient result: inout [Double]) -> Double {
    model.parameters.withMutableElements { _ = $0.update(fromContentsOf: x) }
    var value = step()
    gradient.withElements { elements in for i in elements.indices { result[i] = elements[i] } }
    // The weights come first in the vector; the bias behind them is not penalised.
    for i in 0..<Model.signature.parameters[0].count {
      value += strength / 2 * x[i] * x[i]
      result[i] += strength * x[i]
    }
    return value
  }
}

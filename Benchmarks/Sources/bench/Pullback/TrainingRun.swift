import KernelRuntime
import Training

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
    let prepared = try PreparedModel<Model>(TensorFile(path: data))
    let method = LimitedMemoryBFGS<Model.Scalar>(tolerance: Model.Scalar(tolerance))
    let penalty = Model.Scalar(strength)
    let clock = ContinuousClock()
    let start = clock.now
    var model = Model()
    let outcome = try model.fit(to: prepared.batch, by: method, penalties: ["W": penalty])
    let elapsed = clock.now - start
    return Reply(
      nanoseconds: elapsed / .nanoseconds(1), objective: Double(outcome.value), iterations: outcome.iterations)
  }
}

import Foundation

/// Whole training runs to a tight tolerance: softmax regression with an L2 penalty on the weights, in Double.
struct TrainingMeasurement {
  let workloads: WorkloadMeasurement
  let rounds: Int

  /// No gradient entry is larger at the end.
  static let tolerance = 1e-6
  /// scikit-learn's objective at its default `C = 1`: `CE + 1/(2m) ‖W‖²`.
  static func strength(rows: Int) -> Double { 1 / Double(rows) }

  func measure() throws -> [TrainingResult] {
    try Workload.all.filter { ["Iris", "Digits"].contains($0.graph) }.flatMap { workload in
      let path = workloads.directory.appendingPathComponent("training.safetensors").path
      try workloads.data.write(workload, .double, to: path)
      let contenders = workloads.pool.contenders
      var runs: [String: [Reply]] = [:]
      for _ in 0..<rounds {
        for contender in contenders.shuffled() {
          guard let reply = try? train(contender, workload, path), reply.objective != nil else { continue }
          runs[contender.name, default: []].append(reply)
        }
      }
      return contenders.compactMap { contender in runs[contender.name].map { result(workload, contender.name, $0) } }
    }
  }

  private func train(_ contender: Contender, _ workload: Workload, _ path: String) throws -> Reply {
    let process = try workloads.pool.worker(contender, threads: 1)
    let strength = Self.strength(rows: workload.rows)
    let reply = try process.ask(
      .train(graph: workload.graph, data: path, strength: strength, tolerance: Self.tolerance))
    process.waitUntilIdle()
    return reply
  }

  private func result(_ workload: Workload, _ contender: String, _ runs: [Reply]) -> TrainingResult {
    TrainingResult(
      title: workload.title, contender: contender, nanoseconds: Spread(runs.compactMap(\.nanoseconds)),
      objective: runs[0].objective ?? .nan, iterations: runs[0].iterations ?? 0)
  }
}

import Foundation

/// Prepares a workload in every contender, compares their results, and times those that agree in turns.
struct WorkloadMeasurement {
  let pool: ContenderPool
  let roofline: Roofline
  let rounds: Rounds
  let directory: URL
  let data: WorkloadData

  func measure(_ workload: Workload, _ precision: Precision, threads: [Int]) throws -> WorkloadResult {
    let floor = Floor(workload, precision)
    var result = WorkloadResult(title: workload.title, precision: precision, floor: floor)
    let path = directory.appendingPathComponent("data.safetensors").path
    try data.write(workload, precision, to: path)
    for count in threads {
      if workload.isLarge { pool.endAll() }
      result.rates[count] = roofline.rates(precision, threads: count, workingSet: floor.bytes)
      let ready = try prepared(workload, precision, count, path, &result)
      let times = rounds.times(ready.map(\.timed), large: workload.isLarge)
      for (contender, timing) in zip(ready, times) {
        switch timing {
        case .success(let timing):
          result.entries.append(
            .init(
              contender: contender.timed.name, threads: count, nanoseconds: timing.nanoseconds,
              waiting: timing.waiting, difference: contender.difference, extraMemory: contender.extraMemory))
        case .failure(let error): result.absent[contender.timed.name] = "\(error)"
        }
      }
    }
    if workload.isLarge { pool.endAll() }
    return result
  }

  private struct Ready {
    let timed: Rounds.Timed
    let difference: Double
    let extraMemory: Int?
  }

  /// Those that support the workload and agree with Pullback about it.
  private func prepared(
    _ workload: Workload, _ precision: Precision, _ threads: Int, _ path: String, _ result: inout WorkloadResult
  ) throws -> [Ready] {
    var reference: Agreement?
    var ready: [Ready] = []
    for contender in pool.contenders {
      do {
        let gradients = directory.appendingPathComponent(reference == nil ? "expected" : "found").path
        let process = try pool.worker(contender, threads: threads)
        let reply = try process.ask(
          .prepare(
            .init(
              graph: workload.graph, precision: precision, data: path, gradients: gradients,
              differentiatesInput: workload.differentiatesInput, measuresMemory: workload.isLarge)))
        if let reason = reply.unsupported ?? reply.error { throw BenchError(reason) }
        guard let loss = reply.loss else { throw BenchError("no loss in the answer") }
        reference = try reference ?? Agreement(loss: loss, gradients: TensorFile(path: gradients), precision: precision)
        let difference = try reference?.difference(loss: loss, gradients: gradients) ?? 0
        guard difference <= precision.tolerance else { throw BenchError("disagrees by \(difference): not timed") }
        let timed = Rounds.Timed(name: contender.name, process: process)
        ready.append(Ready(timed: timed, difference: difference, extraMemory: reply.extraMemory))
        process.waitUntilIdle()
      } catch {
        guard reference != nil else { throw error }  // without Pullback there is nothing to compare with
        result.absent[contender.name] = "\(error)"
      }
    }
    return ready
  }
}

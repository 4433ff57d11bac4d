/// Pullback's time over growing numbers of rows: linear if the time a row takes stays the same.
struct RowScalingMeasurement {
  let workloads: WorkloadMeasurement
  let rows: [Int]

  func measure() throws -> [RowScaling] {
    guard let pullback = workloads.pool.contenders.first else { return [] }
    let path = workloads.directory.appendingPathComponent("rows.safetensors").path
    let gradients = workloads.directory.appendingPathComponent("rows.gradients").path
    let process = try workloads.pool.worker(pullback, threads: 1)
    return try rows.map { count in
      let workload = Workload(title: "\(count) rows", graph: "Digits", rows: count)
      try workloads.data.write(workload, .float, to: path)
      _ = try process.ask(
        .prepare(
          .init(
            graph: workload.graph, precision: .float, data: path, gradients: gradients, differentiatesInput: false,
            measuresMemory: false)))
      let times = workloads.rounds.times([.init(name: pullback.name, process: process)], large: false)
      return RowScaling(rows: count, nanoseconds: try times[0].get().nanoseconds)
    }
  }
}

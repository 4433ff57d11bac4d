import Foundation

/// Everything that a run of the benchmark found out: what the JSON file holds, and the tables show.
struct Results: Codable {
  var date: String
  var command: String
  var machine: Machine
  var loadBefore: Double
  var loadAfter: Double
  var versions: [String: String]
  var missing: [String: String]
  var workloads: [WorkloadResult] = []
  var rowScaling: [RowScaling] = []
  var training: [TrainingResult] = []
}

/// One workload at one precision.
struct WorkloadResult: Codable {
  struct Entry: Codable {
    let contender: String
    let threads: Int
    /// Of one step.
    let nanoseconds: Spread
    /// The share of its turns that other work had the processors.
    let waiting: Double
    /// From Pullback's results, relative to the largest entry.
    let difference: Double
    let extraMemory: Int?
  }

  let title: String
  let precision: Precision
  let floor: Floor
  /// By number of threads.
  var rates: [Int: Rates] = [:]
  var entries: [Entry] = []
  /// Why a contender is not in the table.
  var absent: [String: String] = [:]

  func entry(_ contender: String, _ threads: Int) -> Entry? {
    entries.first { $0.contender == contender && $0.threads == threads }
  }
}

struct RowScaling: Codable {
  let rows: Int
  let nanoseconds: Spread
}

/// From zeros to the minimum of one objective.
struct TrainingResult: Codable {
  let title: String
  let contender: String
  let nanoseconds: Spread
  let objective: Double
  let iterations: Int
}

/// How long a fresh checkout takes to build, and its graphs to become kernels.
struct BuildResults: Codable {
  struct Build: Codable {
    let what: String
    let seconds: Double
  }

  struct Generation: Codable {
    let graph: String
    let configuration: String
    let seconds: Spread
  }

  var date: String
  var commit: String
  var machine: Machine
  var loadBefore: Double
  var loadAfter = 0.0
  var builds: [Build] = []
  var generation: [Generation] = []
}

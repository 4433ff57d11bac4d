import ArgumentParser
import Foundation

struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Times every installed contender and writes a table.",
    discussion: """
      Peers come from Benchmarks/install-peers; the environment variable PULLBACK_BENCH_PYTHON names another Python \
      that has some of them. Whatever is missing is listed as not installed.
      """)

  @Flag(help: "Few rounds, no language model's head, no 60,000 rows, doubles on one thread: about five minutes.")
  var quick = false

  @Option(help: "Only the workloads whose title contains this.")
  var only: String?

  @Option(help: "Only these contenders beside Pullback, by a part of their name.")
  var peers: [String] = []

  @Option(help: "The numbers of threads. By default 1 and as many as there are processors.")
  var threads: [Int] = []

  @Option(help: "The precisions: float, double, or both by default.")
  var precision: [Precision] = []

  @Option(help: "How many times each contender has its turn.")
  var rounds: Int?

  @Flag(help: "Also time Pullback built with -Xcc -march=native, which takes a second build.")
  var native = false

  @Option(name: .shortAndLong, help: "The folder of the results; Benchmarks/results by default.")
  var output: String?

  func run() throws {
    signal(SIGPIPE, SIG_IGN)  // a worker that ended shows as an error where it is asked next
    let folders = try Folders()
    defer { folders.remove() }
    let python = Contender.python(benchmarks: folders.benchmarks)
    let wanted = Contender.all(python: python, benchmarks: folders.benchmarks).filter(takesPart)
    let pool = ContenderPool(wanted, logs: folders.temporary)
    defer { pool.endAll() }
    var results = Results(
      date: ResultsFolder.today, command: (["Benchmarks/run"] + CommandLine.arguments.dropFirst()).joined(separator: " "),
      machine: Machine(), loadBefore: Machine.load, loadAfter: 0, versions: versions(pool, folders),
      missing: pool.missing)
    try measure(pool, folders, &results)
    results.loadAfter = Machine.load
    try ResultsFolder(output, folders).write(
      results, page: ResultsPage(results: results).text, named: "\(results.date)-\(results.machine.slug)")
  }

  private func measure(_ pool: ContenderPool, _ folders: Folders, _ results: inout Results) throws {
    let turns = Rounds(
      count: rounds ?? (quick ? 5 : 11), largeCount: rounds ?? 5, nanoseconds: 30_000_000)
    let measurement = WorkloadMeasurement(
      pool: pool, roofline: Roofline(), rounds: turns, directory: folders.temporary,
      data: WorkloadData(repository: folders.repository))
    let counts = threads.isEmpty ? Set([1, ProcessInfo.processInfo.activeProcessorCount]).sorted() : threads
    for workload in Workload.all where isWanted(workload) {
      for precision in precision.isEmpty ? Precision.allCases : precision {
        Announcement.say("\(workload.title), \(precision)")
        let chosen = fewer(counts, workload, precision)
        results.workloads.append(try measurement.measure(workload, precision, threads: chosen))
      }
    }
    guard only == nil else { return }
    Announcement.say("rows, training")
    let rows = [1, 2, 4, 8, 16].map { $0 * (quick ? 1000 : 4000) }
    results.rowScaling = try RowScalingMeasurement(workloads: measurement, rows: rows).measure()
    results.training = try TrainingMeasurement(workloads: measurement, rounds: quick ? 3 : 7).measure()
  }

  /// Doubles on one thread when in a hurry, and on all threads only where a step takes seconds.
  private func fewer(_ counts: [Int], _ workload: Workload, _ precision: Precision) -> [Int] {
    guard precision == .double, threads.isEmpty else { return counts }
    return workload.isLarge ? Array(counts.suffix(1)) : quick ? Array(counts.prefix(1)) : counts
  }

  /// Pullback's version is the commit that this checkout is at.
  private func versions(_ pool: ContenderPool, _ folders: Folders) -> [String: String] {
    pool.versions.merging(pool.contenders.filter { !$0.isPeer }.map { ($0.name, folders.commit) }) { $1 }
  }

  private func takesPart(_ contender: Contender) -> Bool {
    if contender.name == Contender.native { return native }
    return self.peers.isEmpty || !contender.isPeer
      || self.peers.contains { contender.name.localizedCaseInsensitiveContains($0) }
  }

  private func isWanted(_ workload: Workload) -> Bool {
    if let only { return workload.title.localizedCaseInsensitiveContains(only) }
    return !quick || (!workload.isLarge && workload.rows < 60_000)
  }
}

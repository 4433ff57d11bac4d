import Foundation

/// A library that takes part.
struct Contender: Sendable {
  let name: String
  let command: [String]

  static let pullback = "Pullback"
  /// The same, built with the one flag that lets Swift use this machine's instructions.
  static let native = "Pullback, native"

  var isPeer: Bool { Self.isPeer(name) }

  static func isPeer(_ name: String) -> Bool { ![pullback, native].contains(name) }

  /// Pullback first: the others are compared with it.
  static func all(python: String, benchmarks: URL) -> [Contender] {
    let peers = benchmarks.appendingPathComponent("peers")
    let scripts = [
      ("NumPy by hand", "numpy_by_hand"), ("scikit-learn", "scikit_learn"), ("PyTorch", "pytorch"),
      ("PyTorch, compiled", "torch_compile"), ("PyTorch, chunked", "torch_chunked"), ("JAX, jit", "jax_jit"),
      ("tensorgrad", "tensorgrad_torch"),
    ]
    let executable = Bundle.main.executablePath ?? CommandLine.arguments[0]
    let others = scripts.map { name, script in
      Contender(name: name, command: ["/usr/bin/env", python, peers.appendingPathComponent(script + ".py").path])
    }
    let native = benchmarks.appendingPathComponent(".build-native/release/bench").path
    return [
      Contender(name: pullback, command: [executable, "worker"]),
      Contender(name: self.native, command: [native, "worker"]),
    ] + others
  }

  /// The interpreter that `PULLBACK_BENCH_PYTHON` names, or that of `install-peers`, or the system's.
  static func python(benchmarks: URL) -> String {
    if let chosen = ProcessInfo.processInfo.environment["PULLBACK_BENCH_PYTHON"] { return chosen }
    let installed = benchmarks.appendingPathComponent(".venv/bin/python").path
    return FileManager.default.isExecutableFile(atPath: installed) ? installed : "python3"
  }
}

/// The contenders that are installed, a process for each number of threads, started when first needed.
///
/// Importing a library takes seconds, so processes live on from workload to workload.
final class ContenderPool {
  private(set) var contenders: [Contender]
  private(set) var versions: [String: String] = [:]
  private(set) var missing: [String: String] = [:]
  private var processes: [String: WorkerProcess] = [:]
  private let logs: URL

  init(_ contenders: [Contender], logs: URL) {
    self.contenders = contenders
    self.logs = logs
    for contender in contenders {
      do { _ = try worker(contender, threads: 1) } catch { missing[contender.name] = "\(error)" }
    }
    self.contenders.removeAll { missing[$0.name] != nil }
  }

  func worker(_ contender: Contender, threads: Int) throws -> WorkerProcess {
    let key = "\(contender.name), \(threads)"
    if let process = processes[key], process.isRunning { return process }
    let log = logs.appendingPathComponent("\(key).log".replacingOccurrences(of: " ", with: "-"))
    let process = try WorkerProcess(command: contender.command, threads: threads, log: log)
    do {
      let hello = try process.nextReply(within: 120)
      if let reason = hello.missing { throw BenchError(reason) }
      versions[contender.name] = hello.version
    } catch {
      process.end()
      throw BenchError("\(error)\(Self.lastLine(of: log))")
    }
    processes[key] = process
    return process
  }

  private static func lastLine(of log: URL) -> String {
    let text = try? String(contentsOf: log, encoding: .utf8)
    return text?.split(separator: "\n").last.map { ": \($0)" } ?? ""
  }

  /// Ends all processes, so that the next measurement starts with fresh ones.
  func endAll() {
    for process in processes.values { process.end() }
    processes = [:]
  }
}

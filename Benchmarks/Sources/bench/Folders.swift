import Foundation

/// Where things are. The executable is at `Benchmarks/.build/…/release/bench`.
struct Folders {
  let benchmarks: URL
  let temporary: URL

  var repository: URL { benchmarks.deletingLastPathComponent() }

  init() throws {
    let executable = URL(fileURLWithPath: Bundle.main.executablePath ?? CommandLine.arguments[0])
    var folder = executable.resolvingSymlinksInPath()
    while folder.lastPathComponent != ".build" {
      guard folder.path != "/" else { throw BenchError("run this through Benchmarks/run") }
      folder.deleteLastPathComponent()
    }
    benchmarks = folder.deletingLastPathComponent()
    temporary = FileManager.default.temporaryDirectory.appendingPathComponent("bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
  }

  /// The commit that the checkout is at.
  var commit: String {
    let text = try? Command.output(["git", "describe", "--always", "--dirty"], directory: repository)
    return text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "unknown"
  }

  func remove() { try? FileManager.default.removeItem(at: temporary) }
}

import Foundation

/// How long a fresh checkout builds, and builds again after nothing and after an edit of a graph.
struct BuildMeasurement {
  let repository: URL
  let directory: URL

  var copy: URL { directory.appendingPathComponent("checkout") }

  func measure() throws -> [BuildResults.Build] {
    _ = try Command.output(["git", "clone", "--quiet", repository.path, copy.path])
    _ = try Command.output(["swift", "package", "resolve"], directory: copy)
    return try ["debug", "release"].flatMap { configuration in
      var times = [try time("from nothing", configuration)]
      times.append(try time("nothing edited", configuration))
      try edit()
      times.append(try time("a graph edited", configuration))
      _ = try Command.output(["git", "checkout", "--quiet", "graphs"], directory: copy)
      return times
    }
  }

  private func time(_ what: String, _ configuration: String) throws -> BuildResults.Build {
    let seconds = try Command.seconds(
      ["swift", "build", "-c", configuration, "--product", "train"], directory: copy)
    return BuildResults.Build(what: "\(configuration), \(what)", seconds: seconds)
  }

  /// Another name for each graph: their kernels, and what uses them, are compiled again.
  private func edit() throws {
    let file = copy.appendingPathComponent("graphs/Graphs.swift")
    let text = try String(contentsOf: file, encoding: .utf8)
    try text.replacingOccurrences(of: "Graph(\"", with: "Graph(\"Other").write(
      to: file, atomically: true, encoding: .utf8)
  }
}

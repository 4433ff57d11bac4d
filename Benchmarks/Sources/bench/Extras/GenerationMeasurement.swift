import Foundation

/// How long `graphs generate` takes for each graph of a package, which is built first; the start of the process included.
struct GenerationMeasurement {
  let package: URL
  let runs: Int

  func measure() throws -> [BuildResults.Generation] {
    try ["debug", "release"].flatMap { configuration in
      _ = try Command.output(["swift", "build", "-c", configuration, "--product", "graphs"], directory: package)
      let program = package.appendingPathComponent(".build/\(configuration)/graphs").path
      return try names(program).map { name in
        let seconds = try (0..<runs).map { _ in try Command.seconds([program, "generate", name]) }
        return BuildResults.Generation(graph: name, configuration: configuration, seconds: Spread(seconds))
      }
    }
  }

  private func names(_ program: String) throws -> [String] {
    struct Listed: Decodable { let graph: String }
    let text = try Command.output([program, "list", "--json"])
    return try JSONDecoder().decode([Listed].self, from: Data(text.utf8)).map(\.graph)
  }
}

import Foundation

/// How long `graphs generate` takes for each graph, the start of the process included, in whatever configurations of
/// this package's graph program, and of the one with the repository's examples, are built.
struct GenerationMeasurement {
  let benchmarks: URL
  let examples: URL
  let runs: Int

  func measure() -> [GenerationTime] {
    [(benchmarks, "benchmark"), (examples, "example")].flatMap { package, kind in
      ["release", "debug"].flatMap { configuration in
        let program = package.appendingPathComponent(".build/\(configuration)/graphs").path
        return FileManager.default.isExecutableFile(atPath: program)
          ? (try? times(program, kind: kind, configuration)) ?? [] : []
      }
    }
  }

  private func times(_ program: String, kind: String, _ configuration: String) throws -> [GenerationTime] {
    try names(program).map { name in
      let seconds = try (0..<runs).map { _ in try Command.seconds([program, "generate", name]) }
      return GenerationTime(graph: "\(name) (\(kind))", configuration: configuration, seconds: Spread(seconds))
    }
  }

  private func names(_ program: String) throws -> [String] {
    struct Listed: Decodable { let graph: String }
    let text = try Command.output([program, "list", "--json"])
    return try JSONDecoder().decode([Listed].self, from: Data(text.utf8)).map(\.graph)
  }
}

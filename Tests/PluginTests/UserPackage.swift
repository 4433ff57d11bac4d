import Foundation
import ProgramRunning
import Testing

/// A copy of the package in the folder `UserPackage`, which is that of the README, with a build folder of its own.
struct UserPackage {
  /// What a build said, and which work it did.
  struct Build {
    let result: Program.Result

    /// `Compiling Models Kernels.swift`, `Linking predict`, …: what was done to sources and products. Plugins do not
    /// count, which the package manager mentions in every build.
    var work: [String] {
      result.output.split(whereSeparator: \.isNewline).compactMap { line in
        let verbs = ["Compiling ", "Emitting module ", "Linking ", "Generating "]
        guard let start = verbs.compactMap({ line.firstRange(of: $0)?.lowerBound }).min() else { return nil }
        let step = String(line[start...])
        return step.hasPrefix("Compiling plugin ") ? nil : step
      }
    }

    var everything: String { result.output + result.errors }

    /// The lines that are errors, each once: the package manager repeats them.
    var errors: [String] {
      let lines = everything.split(whereSeparator: \.isNewline).map(String.init).filter { $0.contains("error: ") }
      return lines.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
  }

  let folder: String

  private var root: String { folder + "/user" }

  /// Calls a function with a fresh copy, and removes it afterwards.
  static func with(_ body: (UserPackage) throws -> Void) throws {
    try Program.inTemporaryFolder { folder in
      let files = FileManager.default
      let fixture = packageFolder().appending(path: "Tests/PluginTests/UserPackage").path
      try files.copyItem(atPath: fixture, toPath: folder + "/user")
      try files.createSymbolicLink(atPath: folder + "/pullback", withDestinationPath: packageFolder().path)
      try body(UserPackage(folder: folder))
    }
  }

  func path(_ name: String) -> String { "\(root)/\(name)" }

  /// Replaces a text that occurs in a file once.
  func edit(_ name: String, _ old: String, _ new: String) throws {
    let text = try String(contentsOfFile: path(name), encoding: .utf8)
    try #require(text.components(separatedBy: old).count == 2, "\(name) holds “\(old)” once")
    try Data(text.replacing(old, with: new).utf8).write(to: URL(filePath: path(name)))
  }

  /// Adds the graphs in the folder `MoreGraphs`, and random ones.
  func declareMoreGraphs(randomSeeds seeds: ClosedRange<Int>) throws {
    let files = FileManager.default
    for folder in ["PluginTests/MoreGraphs", "RandomGraphs"] {
      let source = packageFolder().appending(path: "Tests/\(folder)").path
      for name in try files.contentsOfDirectory(atPath: source) {
        try files.copyItem(atPath: "\(source)/\(name)", toPath: path("graphs/\(name)"))
      }
    }
    let all = "more + (\(seeds.lowerBound)...\(seeds.upperBound)).map { RandomGraph.graph(seed: $0) } + [\n"
    try edit("graphs/Graphs.swift", "    [\n", "    \(all)")
  }

  /// The number of the line that holds a text.
  func line(of text: String, in name: String) throws -> Int {
    let lines = try String(contentsOfFile: path(name), encoding: .utf8).components(separatedBy: "\n")
    return try #require(lines.firstIndex { $0.contains(text) }) + 1
  }

  func build(_ options: String...) throws -> Build { Build(result: try swift("build", options)) }

  func test() throws -> Build { Build(result: try swift("test", [])) }

  /// What a program of the package prints.
  func run(_ program: String, _ arguments: String...) throws -> Program.Result {
    try Program(installed: "\(folder)/build/debug/\(program)").run(arguments, in: folder)
  }

  private func swift(_ command: String, _ options: [String]) throws -> Program.Result {
    try Program(installed: "swift").run([command, "--scratch-path", folder + "/build"] + options, in: root)
  }
}

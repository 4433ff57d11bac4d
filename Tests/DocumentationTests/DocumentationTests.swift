import Foundation
import ProgramRunning
import Testing

/// What the documents show is what the programs print.
struct DocumentationTests {
  /// A command in a block marked `console`, and the lines below it.
  struct Example: Sendable, CustomTestStringConvertible {
    let page: String
    let command: String
    let output: [String]

    var testDescription: String { "\(page): \(command)" }
  }

  static let pages = [
    "README.md", "Documentation/WritingALayer.md", "Documentation/Derivations.md", "Documentation/GeneratedCode.md",
    "Documentation/Training.md",
  ]

  static let examples = pages.flatMap(examples(in:))

  @Test func generatedPagesAreUpToDate() throws {
    let script = Program(installed: "scripts/generate-documentation")
    let result = try script.run(
      ["--check"], in: packageFolder().path, environment: ["PULLBACK_TOOLS": Self.tools.path])
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test(arguments: examples) func examplesAreReal(example: Example) throws {
    try Program.inTemporaryFolder { folder in
      let files = FileManager.default
      let data = packageFolder().appending(path: "data").path
      try files.createSymbolicLink(atPath: folder + "/data", withDestinationPath: data)
      let path = ProcessInfo.processInfo.environment["PATH", default: ""]
      let command = example.command.replacing("swift run -c release ", with: "")
      let result = try Program(installed: "sh").run(
        ["-c", command], in: folder, environment: ["PATH": "\(Self.tools.path):\(path)"])
      let printed = result.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      #expect(Self.shows(example.output, of: printed), "\(result.output)\(result.errors)")
    }
  }

  @Test func thereAreExamples() { #expect(Set(Self.examples.map(\.page)) == Set(Self.pages)) }

  @Test func theDeclarationOfIrisIsReal() throws {
    let graphs = try Self.text("graphs/Graphs.swift")
    let page = try Self.text("README.md")
    let start = try #require(page.firstRange(of: "Graph(\"Iris\") {\n"))
    let end = try #require(page[start.upperBound...].firstRange(of: "\n}"))
    let lines = page[start.lowerBound..<end.lowerBound].split(separator: "\n").map { "    \($0)" }
    #expect(graphs.contains(lines.joined(separator: "\n")))
  }

  /// The package that the README shows is the one that the plugins are tested with.
  @Test func thePackageOfTheReadmeIsReal() throws {
    let blocks = try Self.text("README.md").components(separatedBy: "```swift\n").dropFirst()
    let files = try [
      "Package.swift", "graphs/Graphs.swift", "Sources/train/Train.swift", "Sources/predict/Predict.swift",
    ].map { try Self.text("Tests/PluginTests/UserPackage/\($0)") }
    let shown = blocks.map { $0.components(separatedBy: "```")[0] }.filter { $0.contains("import ") }
    #expect(shown == files)
  }

  /// The lines of each excerpt are those of the kernels of two graphs, whatever their margin.
  @Test func excerptsOfKernelsAreReal() throws {
    let page = try Self.text("Documentation/GeneratedCode.md")
    let section = try #require(page.components(separatedBy: "\n## ").first { $0.hasPrefix("A kernel") })
    let generated = try Program(built: "graphs").run(["generate", "Iris", "Words"], in: packageFolder().path).output
    let printed = Self.lines(generated)
    let excerpts = section.components(separatedBy: "```swift\n").dropFirst()
    #expect(!excerpts.isEmpty)
    for excerpt in excerpts {
      let code = excerpt.components(separatedBy: "```")[0]
      #expect(Self.matches((["…"] + Self.lines(code) + ["…"])[...], printed[...]), "\(code)")
    }
  }

  @Test func excerptsOfTheTrainingProgramAreReal() throws {
    let page = try Self.text("Documentation/Training.md")
    let program = try Self.lines(Self.text("Tests/ExampleModelsTests/TrainingExampleTests.swift"))
    let excerpts = page.components(separatedBy: "```swift\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
    #expect(excerpts.count == 2)
    for excerpt in excerpts { #expect(Self.matches((["…"] + Self.lines(excerpt) + ["…"])[...], program[...]), "\(excerpt)") }
  }

  // MARK: - Reading pages

  private static func text(_ page: String) throws -> String {
    try String(contentsOf: packageFolder().appending(path: page), encoding: .utf8)
  }

  /// Those that are not empty, whatever their margin.
  private static func lines(_ text: String) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  private static func examples(in page: String) -> [Example] {
    let blocks = ((try? text(page)) ?? "").components(separatedBy: "```console\n").dropFirst()
    return blocks.flatMap { block -> [Example] in
      let lines = block.components(separatedBy: "```")[0].split(separator: "\n", omittingEmptySubsequences: false)
      return lines.dropLast().reduce(into: []) { examples, line in
        if line.hasPrefix("$ ") {
          examples.append(Example(page: page, command: String(line.dropFirst(2)), output: []))
        } else if let last = examples.popLast() {
          examples.append(Example(page: page, command: last.command, output: last.output + [String(line)]))
        }
      }
    }
  }

  // MARK: - Comparing

  /// Whether the lines of a document are those that were printed; `…` stands for any number of them.
  private static func shows(_ shown: [String], of printed: [String]) -> Bool {
    let printed = printed.last == "" ? Array(printed.dropLast()) : printed
    return matches(shown[...], printed[...])
  }

  private static func matches(_ shown: ArraySlice<String>, _ printed: ArraySlice<String>) -> Bool {
    guard let first = shown.first else { return printed.isEmpty }
    if first == "…" {
      let rest = shown.dropFirst()
      return (0...printed.count).contains { matches(rest, printed.dropFirst($0)) }
    }
    guard let line = printed.first, isSame(first, line) else { return false }
    return matches(shown.dropFirst(), printed.dropFirst())
  }

  /// Word for word; numbers up to rounding, which is not the same with every processor and system library.
  private static func isSame(_ shown: String, _ printed: String) -> Bool {
    if shown == printed { return true }
    let (left, right) = (shown.split(separator: " "), printed.split(separator: " "))
    guard left.count == right.count else { return false }
    return zip(left, right).allSatisfy { left, right in
      if left == right { return true }
      guard let first = Double(left), let second = Double(right) else { return false }
      return abs(first - second) <= 1e-8 * max(1, abs(first))
    }
  }

  /// Where the package manager builds this package's programs.
  private static var tools: URL {
    #if canImport(Darwin)
      let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? .main
      return bundle.bundleURL.deletingLastPathComponent()
    #else
      let program = Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
      return program.deletingLastPathComponent()
    #endif
  }
}

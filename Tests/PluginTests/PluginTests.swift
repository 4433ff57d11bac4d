import Foundation
import ProgramRunning
import Testing

/// The build plugins in a package of a user's, by real builds. They take minutes, so they run only on demand.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["PULLBACK_PLUGIN_TESTS"] == "1"))
struct PluginTests {
  static let graphs = "graphs/Graphs.swift"

  /// Which random graphs are compiled: some, or those of `PULLBACK_RANDOM_SEEDS`, such as `100-160` or `7`.
  private func randomSeeds() throws -> ClosedRange<Int> {
    guard let wanted = ProcessInfo.processInfo.environment["PULLBACK_RANDOM_SEEDS"] else { return 1...6 }
    let bounds = wanted.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
    let isRange = (1...2).contains(bounds.count) && bounds[0] >= 0 && bounds[bounds.count - 1] >= bounds[0]
    try #require(isRange, "PULLBACK_RANDOM_SEEDS is “\(wanted)”; write 7, or 100-160")
    return bounds[0]...bounds[bounds.count - 1]
  }

  @Test func rebuildsWhatAnEditChanges() throws {
    let seeds = try randomSeeds()
    try UserPackage.with { package in
      try package.declareMoreGraphs(randomSeeds: seeds)
      let first = try package.build()
      try #require(first.result.status == 0, "\(first.everything)")
      #expect(first.work.contains("Generating the kernels of graphs"))
      try expectTrainingAndPrediction(package)
      // The package manager links the plugins' tool once more in its second build.
      let second = try package.build()
      #expect(second.work.filter { $0.contains("Compiling") || $0.contains("Emitting") || $0.contains("predict") } == [])
      try expectNothingToDo(package)
      try expectNoWorkDownstreamOfAComment(package)
      try expectANewModelForANewGraph(package)
      try expectADiagnosticForAMistake(package)
      let test = try package.test()
      #expect(test.result.status == 0, "\(test.everything)")
      let graphs = [
        "Flowers", "Tempered", "Logistic", "Curve", "TwoHeads", "Copies", "Picked", "LowRank", "RowLosses", "Heated",
        "Scores", "Weighted", "Guarded", "Distilled",
      ] + seeds.map { "Random\($0)" }
      for graph in graphs {
        #expect(test.everything.contains("Suite \"Kernels of \(graph)\" passed"), "\(test.everything)")
      }
      #expect(!test.everything.contains(" skipped"), "a graph has no cases: \(test.everything)")
    }
  }

  /// The programs of the README, as it shows them.
  private func expectTrainingAndPrediction(_ package: UserPackage) throws {
    let data = packageFolder().appending(path: "data/iris.csv").path
    let training = try package.run(
      "train", "Flowers", "--data", data, "--label", "species", "-o", "flowers.safetensors")
    #expect(training.status == 0, "\(training.errors)")
    let predictions = try package.run("predict").output.split(separator: "\n")
    try #require(predictions.count == 2)
    #expect(predictions[0].hasPrefix("setosa 0.99") && predictions[1].hasPrefix("virginica 0.96"), "\(predictions)")
  }

  private func expectNothingToDo(_ package: UserPackage) throws {
    let build = try package.build()
    #expect(build.result.status == 0)
    #expect(build.work == [])
  }

  private func expectNoWorkDownstreamOfAComment(_ package: UserPackage) throws {
    try package.edit(Self.graphs, "import LayerGraph", "import LayerGraph\n// A comment.")
    let build = try package.build()
    #expect(build.result.status == 0)
    #expect(build.work.contains("Compiling graphs Graphs.swift"))
    #expect(build.work.contains("Generating the kernels of graphs"))
    // The compiler may be asked about the target, for it names graphs among its dependencies, and finds nothing to do.
    #expect(build.work.filter { $0.hasPrefix("Compiling Models") || $0.contains("predict") } == [])
    try expectNothingToDo(package)
  }

  private func expectANewModelForANewGraph(_ package: UserPackage) throws {
    try package.edit(Self.graphs, "outputs: 3", "outputs: 4")
    let build = try package.build()
    #expect(build.result.status == 0, "\(build.everything)")
    #expect(build.work.contains("Compiling Models Kernels.swift"))
    #expect(build.work.contains("Linking predict"))
    try expectAModelOfFourClasses(package)
    try expectNothingToDo(package)
  }

  /// The parameters that were trained are those of three classes.
  private func expectAModelOfFourClasses(_ package: UserPackage) throws {
    let prediction = try package.run("predict")
    #expect(prediction.status != 0)
    #expect(prediction.errors.contains("has the shape [4, 3], but the graph's parameter has [4, 4]"))
  }

  /// The old kernels must neither be taken for new ones nor be lost.
  private func expectADiagnosticForAMistake(_ package: UserPackage) throws {
    try package.edit(Self.graphs, "outputs: 4", "outputs: 0")
    let line = try package.line(of: "outputs: 0", in: Self.graphs)
    let message = "the parameter W would have the shape 4 × 0; every extent must be a number of at least 1"
    for _ in 0..<2 {
      let build = try package.build()
      #expect(build.result.status != 0)
      // The plugin's user may read the path with links resolved.
      #expect(build.errors.count == 1, "\(build.everything)")
      #expect(build.errors.first?.hasSuffix("/graphs/Graphs.swift:\(line):1: error: \(message)") == true)
      #expect(!build.everything.contains("Stack dump") && !build.everything.contains("Fatal error"))
      #expect(build.work.filter { $0.contains("Models") || $0.contains("predict") } == [])
    }
    try package.edit(Self.graphs, "outputs: 0", "outputs: 4")
    let build = try package.build()
    #expect(build.result.status == 0, "\(build.everything)")
    #expect(build.work.filter { $0.hasPrefix("Compiling Models") || $0.contains("predict") } == [])
    try expectAModelOfFourClasses(package)
  }

  @Test func saysThatThereAreNoGraphs() throws {
    try UserPackage.with { package in
      try package.edit("Package.swift", "path: \"graphs\"", "path: \"declarations\"")
      try FileManager.default.moveItem(atPath: package.path("graphs"), toPath: package.path("declarations"))
      let build = try package.build()
      #expect(build.result.status != 0)
      #expect(
        build.errors == [
          "error: there is no target at graphs/ that declares the graphs of Flowers; add .executableTarget(name: "
            + "\"graphs\", dependencies: [.product(name: \"GraphCommands\", package: \"pullback\")], path: \"graphs\")"
        ], "\(build.everything)")
    }
  }

  @Test func drawsDOTWithoutGraphviz() throws {
    try UserPackage.with { package in
      try package.edit("Package.swift", "path: \"../pullback\")", "path: \"../pullback\", traits: [])")
      let build = try package.build("--product", "graphs")
      try #require(build.result.status == 0, "\(build.everything)")
      #expect(build.work.filter { $0.contains("Graphviz") } == [])
      let drawing = try package.run("graphs", "draw", "Flowers", "-o", "a.dot")
      #expect(drawing.status == 0, "\(drawing.errors)")
      let refusal = try package.run("graphs", "draw", "Flowers", "-o", "b.dot", "-o", "a.svg")
      #expect(refusal.status == 1)
      #expect(
        refusal.errors
          == "error: a.svg: only .dot can be written, for this program was built without the trait Graphviz\n")
      let written = try FileManager.default.contentsOfDirectory(atPath: package.folder)
      #expect(written.contains("a.dot") && !written.contains("b.dot") && !written.contains("a.svg"))
    }
  }
}

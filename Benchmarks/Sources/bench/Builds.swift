import ArgumentParser
import Foundation

struct Builds: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Builds a fresh checkout, cold and warm, times the generation of each example, and writes a table.",
    discussion: """
      The checkout is of the last commit. Its dependencies are fetched, and their manifests read, before anything is timed.
      """)

  @Option(name: .shortAndLong, help: "The folder of the results; Benchmarks/results by default.")
  var output: String?

  func run() throws {
    let folders = try Folders()
    defer { folders.remove() }
    var results = BuildResults(
      date: ResultsFolder.today, commit: folders.commit, machine: Machine(), loadBefore: Machine.load)
    let checkout = BuildMeasurement(repository: folders.repository, directory: folders.temporary)
    results.builds = try checkout.measure()
    results.generation = try GenerationMeasurement(package: checkout.copy, runs: 5).measure()
    results.loadAfter = Machine.load
    let folder = ResultsFolder(output, folders)
    try folder.write(
      results, page: BuildsPage(results: results).text, named: "\(results.date)-\(results.machine.slug)-builds")
  }
}

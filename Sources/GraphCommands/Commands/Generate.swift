import ArgumentParser
import Foundation
import KernelCompiler
import LayerGraph
import Verification

/// `generate GRAPH… [-o FILE]`: the kernels' source, as the build plugin writes it.
struct Generate<Program: GraphProgram>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "generate", abstract: "Write the kernels' Swift source.")
  }

  @Argument(help: "The graphs; all of them where none is named.")
  var names: [String] = []

  @Option(name: [.short, .long], help: "Where to write; standard output without.")
  var output: String?

  @Flag(help: "Write tests of the kernels instead, with values that the reference evaluator computes.")
  var tests = false

  @Option(help: ArgumentHelp("With --tests, a module that holds kernels.", valueName: "module"))
  var importing: [String] = []

  func validate() throws {
    guard tests || importing.isEmpty else { throw ValidationError("--importing belongs to --tests; give both") }
  }

  func run() throws {
    let graphs = try Selection<Program>().wired(names)
    let text =
      tests
      ? try KernelTestFile(graphs, importing: importing).text()
      : KernelFile(try graphs.map { try GraphKernels(compiling: $0) }).text
    try Output.write(text, to: output)
  }
}

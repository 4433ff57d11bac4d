import ArgumentParser
import Foundation
import KernelCompiler
import LayerGraph

/// `generate GRAPH… [-o FILE]`: the kernels' source, as the build plugin writes it.
struct Generate<Program: GraphProgram>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "generate", abstract: "Write the kernels' Swift source.")
  }

  @Argument(help: "The graphs; all of them where none is named.")
  var names: [String] = []

  @Option(name: [.short, .long], help: "Where to write; standard output without.")
  var output: String?

  func run() throws {
    let selection = try Selection<Program>()
    let wanted = names.isEmpty ? selection.graphs.map(\.name) : names
    let kernels = try wanted.map { try GraphKernels(compiling: selection.wired($0)) }
    try Output.write(KernelFile(kernels).text, to: output)
  }
}

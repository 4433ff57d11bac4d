import ArgumentParser
import Diagrams
import Foundation
import GraphDrawing
import LayerGraph
import Training

#if Graphviz
  import GraphvizRendering
#endif

/// `draw GRAPH [--data FILE] [-o FILE]`: the graph with its gradient flow.
struct Draw<Program: GraphProgram>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "draw", abstract: "Draw the graph with its gradient flow.",
      discussion: "With data, shapes get their number of rows, and each gradient its norm, which decides its width.")
  }

  @Argument(help: "The graph.")
  var graph: String

  @OptionGroup var data: DataOptions

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Where to write; the ending says what: .svg, .png, .pdf or .dot.", valueName: "file"))
  var output: [String] = []

  func run() throws {
    let wired = try Selection<Program>().wired(graph)
    let measurements = try data.sample(of: wired).map { try $0.measurements(of: wired) }
    let diagram = try GraphPicture(wired, measurements: measurements).diagram
    guard !output.isEmpty else { return try Output.write(diagram.dot(), to: nil) }
    // All of them before the first is written, so that a mistake in one leaves none behind.
    let pictures = try output.map { (path: $0, data: try render(diagram, to: $0)) }
    for picture in pictures { try FileAccess.checkReplaceable(picture.path) }
    for picture in pictures { try Output.write(picture.data, to: picture.path) }
    print(pictures.map { "\(graph): \($0.path)" }.joined(separator: "\n"))
  }

  private func render(_ diagram: Diagram, to path: String) throws -> Data {
    #if Graphviz
      return try GraphvizRenderer().render(diagram, format: OutputFormat(of: URL(filePath: path)))
    #else
      guard path.lowercased().hasSuffix(".dot") else {
        throw CommandError.file(
          path: path, reason: "only .dot can be written, for this program was built without the trait Graphviz")
      }
      return Data(diagram.dot().utf8)
    #endif
  }
}

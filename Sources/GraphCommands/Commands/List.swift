import ArgumentParser
import LayerGraph

/// `list`: the graphs, and what they take and give.
struct List<Program: GraphProgram>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "list", abstract: "List the graphs with their tensors and shapes.")
  }

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let summaries = try Selection<Program>().graphs.map { try GraphSummary($0.wired()) }
    print(try json ? JSONText.of(summaries) : summaries.map(\.text).joined(separator: "\n\n"))
  }
}

/// A graph's tensors by their roles.
struct GraphSummary: Encodable {
  struct Entry: Encodable {
    let name: String
    let shape: String
  }

  let graph: String
  let inputs: [Entry]
  let targets: [Entry]
  let parameters: [Entry]
  let layers: [Entry]
  let prediction: String
  let loss: String

  init(_ graph: WiredGraph) {
    func entries(_ tensors: [TensorSymbol]) -> [Entry] {
      tensors.map { Entry(name: $0.name, shape: $0.extents.shapeText) }
    }
    self.graph = graph.name
    inputs = entries(graph.program.inputs)
    targets = graph.targets.map { Entry(name: $0.symbol.name, shape: "\($0.symbol.extents.shapeText) \($0.kind)") }
    parameters = entries(graph.program.parameters)
    layers = graph.nodes.map { Entry(name: "\($0.layer) → \($0.output.name)", shape: $0.output.extents.shapeText) }
    prediction = graph.program.prediction.name
    loss = graph.program.loss.name
  }

  var text: String {
    func lines(_ title: String, _ entries: [Entry]) -> [String] {
      entries.isEmpty ? [] : ["  \(title)"] + entries.map { "    \($0.name)  (\($0.shape))" }
    }
    let parts = [
      [graph], lines("inputs", inputs), lines("targets", targets), lines("parameters", parameters),
      lines("layers", layers), ["  predicts \(prediction), minimises \(loss)"],
    ]
    return parts.joined().joined(separator: "\n")
  }
}

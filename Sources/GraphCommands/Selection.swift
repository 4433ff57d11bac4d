import LayerGraph

/// Finds what a command line names.
struct Selection<Program: GraphProgram> {
  let graphs: [Graph]

  /// - Throws: `GraphError` where two graphs have one name.
  init() throws(GraphError) {
    graphs = Program().graphs
    var lines: [String: Int] = [:]
    for graph in graphs {
      if let line = lines[graph.name] {
        throw GraphError(
          "there is a graph \(graph.name) already, declared at line \(line); choose another name", at: graph.location)
      }
      lines[graph.name] = graph.location.line
    }
  }

  /// The graphs of the given names, or all of them where none is named.
  func wired(_ names: [String]) throws -> [WiredGraph] {
    for (position, name) in names.enumerated() where names[..<position].contains(name) {
      throw CommandError.other("the graph “\(name)” is named twice")
    }
    return try (names.isEmpty ? graphs.map(\.name) : names).map(wired)
  }

  /// The graph of the given name, its names and shapes resolved.
  func wired(_ name: String) throws -> WiredGraph {
    guard let graph = graphs.first(where: { $0.name == name }) else {
      throw CommandError.unknown("graph", name, known: graphs.map(\.name))
    }
    return try graph.wired()
  }
}

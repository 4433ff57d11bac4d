import LayerGraph
import Testing

/// A faulty graph: what is wrong with it, and on which line after that of its `Graph(…)`.
struct Mistake: Sendable, CustomTestStringConvertible {
  let message: String
  let line: Int
  let graph: Graph

  init(_ message: String, line: Int, _ graph: Graph) {
    self.message = message
    self.line = line
    self.graph = graph
  }

  var testDescription: String { message }

  /// Wires the graph and compares the error as a whole.
  func expectError() {
    let location = SourceLocation(file: graph.location.file, line: graph.location.line + line)
    #expect(throws: GraphError(message, at: location)) { try graph.wired() }
  }
}

/// A layer of any formula over its first input.
struct AnyLayer: GraphLayer {
  let outputName: String
  let formula: @Sendable (inout LayerScope) throws(LayerError) -> TensorFormula

  init(
    _ outputName: String = "H", _ formula: @escaping @Sendable (inout LayerScope) throws(LayerError) -> TensorFormula
  ) {
    self.outputName = outputName
    self.formula = formula
  }

  func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula { try formula(&scope) }
}

/// The mean of the squares of all entries, which needs no target.
struct MeanSquare: Layer {
  var outputName: String { "L" }

  func define(_ x: Tensor) -> TensorFormula {
    TensorFormula(sum { i in sum { j in x[i, j] * x[i, j] } } / x.rowCount)
  }
}

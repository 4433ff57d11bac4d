import LayerGraph
import Testing

/// Where a declaration stands, however it is written.
struct LocationTests {
  private func line(of graph: Graph) -> Int? {
    do {
      _ = try graph.wired()
      return nil
    } catch {
      #expect(error.location.file == #filePath)
      return error.location.line
    }
  }

  @Test func knowsTheLineOfAnElementInALoop() {
    let graph = Graph("G") {
      Input("X", features: 4)
      for _ in 0..<2 {
        Affine("W", "b", outputs: 4)
      }
      MeanSquare()
    }
    #expect(line(of: graph) == #line - 4)
  }

  @Test func knowsTheLineOfAnElementInACondition() {
    let isDeep = Bool.random()
    let graph = Graph("G") {
      Input("X", features: 4)
      if isDeep {
        Affine("W", "b", outputs: 0)
      } else {
        Tanh().from("Q")
      }
      MeanSquare()
    }
    #expect(line(of: graph) == #line - (isDeep ? 6 : 4))
  }

  @Test func knowsTheFirstLineOfAnElementOfSeveralLines() {
    let graph = Graph("G") {
      Input("X", features: 4)
      Affine(
        "W", "b", outputs: 3
      )
      .named("Z")
      .from("Q")
      MeanSquare()
    }
    #expect(line(of: graph) == #line - 7)
  }

  @GraphBuilder private func dense(_ outputs: Int) -> [GraphElement] {
    Affine("W", "b", outputs: outputs)
    ReLU()
  }

  @Test func knowsTheLineOfAnElementInAFunction() {
    let graph = Graph("G") {
      Input("X", features: 4)
      dense(0)
      MeanSquare()
    }
    #expect(line(of: graph) == #line - 10)
  }

  @Test func printsAsACompilerDoes() {
    let error = GraphError("it is wrong", at: SourceLocation(file: "graphs/A.swift", line: 7))
    #expect("\(error)" == "graphs/A.swift:7:1: error: it is wrong")
  }
}

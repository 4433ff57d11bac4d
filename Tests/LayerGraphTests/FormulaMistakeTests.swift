import LayerGraph
import Testing

/// Formulas that make no sense, in layers of a user's own.
struct FormulaMistakeTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let message: String
    let formula: @Sendable (Tensor) -> TensorFormula

    init(_ message: String, _ formula: @escaping @Sendable (Tensor) -> TensorFormula) {
      self.message = message
      self.formula = formula
    }

    var testDescription: String { message }
  }

  static let cases = [
    Case("the formula has 1 index, but its tensor has the shape m × 4") { x in x.map { i in x[i, i] } },
    Case("the formula has 3 indices, but its tensor has the shape m × 4") { x in
      x.map { i, j, k in x[i, j] * x[i, k] }
    },
    Case("X has 2 axes, but is given 1 indices") { x in x.map { i, j in x[i] } },
    Case("X has 2 axes, but is given 3 indices") { x in x.map { i, j in x[i, j, j] } },
    Case("axis 1 of X (m × 4) has the extent m, but the formula runs an index of extent 4 over it") { x in
      x.map { i, j in x[j, i] }
    },
    Case("axis 1 of X (m × 4) has the extent m, but the formula runs an index of extent 4 over it") { x in
      x.map { i, j in sum { k in x[i, k] * x[k, j] } }
    },
    Case("axis 2 of X (m × 4) has the extent 4, but the formula runs an index of extent 5 over it") { x in
      x.map { i, j in sum(over: .fixed(5)) { k in x[i, k] } }
    },
    Case("axis 2 of X (m × 4) has the extent 4, but the formula runs an index of extent 3 over it") { x in
      TensorFormula([.rows, .fixed(3)]) { i, j in x[i, j] }
    },
    Case("X has 4 entries on axis 2, and none numbered 4") { x in x.map { i, _ in x[i, .constant(4)] } },
    Case("δ compares an index of extent 4 with one of extent 2; both must run over the same extent") { x in
      TensorFormula([.rows, x.extents[1], .fixed(2)]) { i, j, k in x[i, j] * delta(j, k) }
    },
    Case("δ compares an index of extent 4 with 4, which it never is; places count from 0") { x in
      x.map { i, j in x[i, j] * delta(j, .constant(4)) }
    },
    Case("X has 4 entries on axis 2, and none numbered -1") { x in x.map { i, _ in x[i, .constant(-1)] } },
    Case(
      "the extent of a summation index cannot be told, for it indexes no tensor; write sum(over: extent) { … }"
    ) { x in x.map { i, j in x[i, j] * sum { _ in 1 } } },
    Case(
      "the extent of a summation index cannot be told, for it indexes no tensor; write sum(over: extent) { … }"
    ) { x in x.map { i, j in x[i, j] * max { k in delta(k, j) } } },
  ]

  @Test(arguments: cases) func saysWhatIsWrongWithAFormula(example: Case) {
    let graph = Graph("G") {
      Input("X", features: 4)
      AnyLayer { scope throws(LayerError) in example.formula(try scope.input()) }
      MeanSquare()
    }
    Mistake("AnyLayer: \(example.message)", line: 2, graph).expectError()
  }

  @Test func takesASumWhoseExtentIsGiven() throws {
    let graph = Graph("G") {
      Input("X", features: 4, differentiated: true)
      AnyLayer { scope throws(LayerError) in
        let x = try scope.input()
        return x.map { i, j in x[i, j] * sum(over: .fixed(3)) { _ in 1 } }
      }
      MeanSquare()
    }
    #expect(try graph.wired().program.prediction.name == "H")
  }

  @Test func passesOnWhatALayerSays() {
    let graph = Graph("G") {
      Input("X", features: 4)
      AnyLayer { _ throws(LayerError) in throw LayerError("only on Sundays") }
      MeanSquare()
    }
    Mistake("only on Sundays", line: 2, graph).expectError()
  }
}

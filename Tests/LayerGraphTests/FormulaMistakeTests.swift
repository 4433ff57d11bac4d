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
    Case("axis 2 of X (m × 4) has 4 entries, and none numbered 4") { x in x.map { i, _ in x[i, .constant(4)] } },
    Case("δ compares an index of extent 4 with one of extent 2; both must run over the same extent") { x in
      TensorFormula([.rows, x.extents[1], .fixed(2)]) { i, j, k in x[i, j] * delta(j, k) }
    },
    Case("δ compares an index of extent 4 with 4, which it never is; places count from 0") { x in
      x.map { i, j in x[i, j] * delta(j, .constant(4)) }
    },
    Case("axis 2 of X (m × 4) has 4 entries, and none numbered -1") { x in x.map { i, _ in x[i, .constant(-1)] } },
    Case(
      "the extent of a summation index cannot be told, for it indexes no tensor; write sum(over: extent) { … }"
    ) { x in x.map { i, j in x[i, j] * sum { _ in 1 } } },
    Case(
      "the extent of a summation index cannot be told, for it indexes no tensor; write sum(over: extent) { … }"
    ) { x in x.map { i, j in x[i, j] * max { k in delta(k, j) } } },
  ]

  /// Rows are worked on in tiles, side by side: which row has a number is nobody's to say.
  static let rowCases = [
    Case("axis 1 of X (m × 4) runs over the rows of a batch, which have no numbers") { x in
      x.map { i, j in x[i, j] - x[.constant(0), j] }
    },
    Case("axis 1 of X (m × 4) runs over the rows of a batch, which have no numbers") { x in
      x.map { i, j in x[i, j] * entry(whereGreatest: { k in x[i, k] }) { k in x[k, j] } }
    },
    Case("δ compares an index of rows with a number, which rows do not have") { x in
      x.map { i, j in x[i, j] * delta(i, .constant(0)) }
    },
    Case("δ compares an index of extent m with a place among 4, which may be beyond it") { x in
      x.map { i, j in x[i, j] * entry(whereGreatest: { k in x[i, k] }) { k in delta(i, k) } }
    },
  ]

  @Test(arguments: rowCases) func refusesRowsByNumber(example: Case) { saysWhatIsWrongWithAFormula(example: example) }

  /// Places that others name must be those of the axis.
  @Test func refusesPlacesBeyondAnAxis() {
    let labels = AnyLayer("L") { scope throws(LayerError) in
      let z = try scope.input()
      let y = try scope.target(.classIndices("y"), width: .fixed(5))
      return TensorFormula(-sum { i in sum { j in y[i, j] * log(z[i, j]) } } / z.rowCount)
    }
    let wide = Graph("G") {
      Input("X", features: 4)
      Affine("W", "b", outputs: 3)
      labels
    }
    Mistake(
      "AnyLayer: δ compares an index of extent 3 with a place among 5, which may be beyond it", line: 3, wide
    ).expectError()
    let places = AnyLayer { scope throws(LayerError) in
      let (a, b) = (try scope.input(0), try scope.input(1))
      return b.map { i, j in b[i, j] * entry(whereGreatest: { k in a[i, k] }) { k in b[i, k] } }
    }
    let pair = Graph("G") {
      Input("X", features: 4)
      Affine("W", "b", outputs: 3)
      places.from("X", "Z")
      MeanSquare()
    }
    Mistake(
      "AnyLayer: axis 2 of Z (m × 3) has 3 entries, but the formula looks for one of 4", line: 3, pair
    ).expectError()
    // Fewer classes than entries are no mistake.
    let narrow = Graph("G") {
      Input("X", features: 4)
      Affine("W", "b", outputs: 6)
      labels
    }
    #expect((try? narrow.wired()) != nil)
  }

  /// The place of a maximum is looked for by a formula of its own.
  @Test func looksIntoTheFormulaOfAPlace() {
    let graph = Graph("G") {
      Input("X", features: 4)
      AnyLayer { scope throws(LayerError) in
        let x = try scope.input()
        return x.map { i, j in entry(whereGreatest: { k in x[i, k] * x[j, k] }) { k in x[i, k] } }
      }
      MeanSquare()
    }
    Mistake(
      "AnyLayer: axis 1 of X (m × 4) has the extent m, but the formula runs an index of extent 4 over it", line: 2, graph
    ).expectError()
  }

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

import IndexCalculus
import LayerGraph
import Testing

@Suite struct MatrixNotationTests {
  @Test func classifierWithOneHotTargets() throws {
    let program = try TypesetGraphs.classifier(.oneHot("Y"))
    #expect(
      try texts(program) == [
        "Z": "1bᵀ + XW", "A": "exp(Z) ⊘ (exp(Z)11ᵀ)", "CE": "−1ᵀ(Y ⊙ log(A))1/m", "∂CE/∂A": "−(Y ⊘ A)/m",
        "∂CE/∂Z": "(A − Y)/m", "∂CE/∂X": "∂CE/∂Z Wᵀ", "∂CE/∂W": "Xᵀ ∂CE/∂Z", "∂CE/∂b": "1ᵀ ∂CE/∂Z",
      ])
  }

  @Test func classifierWithWeights() throws {
    let program = try TypesetGraphs.classifier(.weights("Y"))
    #expect(try texts(program)["∂CE/∂Z"] == "(A ⊙ Y11ᵀ − Y)/m")
  }

  @Test func classifierWithClassNumbers() throws {
    let texts = try texts(TypesetGraphs.classifier(.classIndices("y")))
    #expect(texts["∂CE/∂A"] == "−(onehot(y) ⊘ A)/m")
    #expect(texts["∂CE/∂Z"] == "(A − onehot(y))/m")
    #expect(texts["∂CE/∂X"] == "∂CE/∂Z Wᵀ")
    #expect(texts["CE"] == "−1ᵀ(log(A) ⊙ onehot(y))1/m")
  }

  @Test func hiddenLayer() throws {
    let texts = try texts(TypesetGraphs.deep { tanh($0) })
    #expect(texts["H"] == "tanh(Z)")
    #expect(texts["∂CE/∂Z"] == "(11ᵀ − H^⊙2) ⊙ ∂CE/∂Z2 Vᵀ")
    let positive = try self.texts(TypesetGraphs.deep { select(0 .<= $0, $0, 0) })
    #expect(positive["H"] == "Z if 0 ≤ Z else 0")
  }

  @Test func namesAndNumbersStayApart() {
    let a = TensorSymbol("A2", [.rows, .fixed(3)]), v = TensorSymbol("v", [.rows])
    let entry = Expression.access(a, [.free(0), .free(1)]), part = Expression.access(v, [.free(0)])
    func text(_ body: Expression) -> String? {
      TensorDefinition(TensorSymbol("R", [.rows, .fixed(3)]), body).matrixNotation?.text
    }
    let row = Expression.reduction(.sum, over: .free(2), extent: .fixed(3), .access(a, [.free(0), .free(2)]))
    #expect(text(entry * row) == "A2 ⊙ A2 11ᵀ")
    #expect(text(entry + .power(part, 2)) == "v^⊙2 1ᵀ + A2")
    #expect(text(entry + 2) == "2 · 11ᵀ + A2")
    #expect(text(entry + part) == "v1ᵀ + A2")
    #expect(text(entry / part) == "A2 ⊘ (v1ᵀ)")
    #expect(text(3 * entry / 2 / .extent(.rows)) == "3 A2/(2 m)")
    let sums = Expression.reduction(.sum, over: .free(2), extent: .fixed(3), part)
    #expect(text(entry * sums) == "3 (A2 ⊙ v1ᵀ)")
  }

  @Test func inlinedAdjoints() throws {
    let x = TensorSymbol("X", [.rows, .fixed(4)])
    let a = TensorSymbol("A", [.rows, .fixed(3)])
    let y = TensorSymbol("Y", [.rows, .fixed(3)])
    let m = Expression.extent(.rows)
    let i = IndexTerm.free(0), j = IndexTerm.free(1), k = Index.free(2)
    let difference = Expression.access(a, [.index(k), j]) - .access(y, [.index(k), j])
    let weights = TensorSymbol("G", [.fixed(4), .fixed(3)])
    let product = Expression.access(x, [.index(k), i]) * difference
    let total = Expression.reduction(.sum, over: k, extent: .rows, product)
    let scaledInside = Expression.reduction(.sum, over: k, extent: .rows, product / m)
    for body in [total / m, scaledInside] {
      #expect(TensorDefinition(weights, body).matrixNotation?.text == "Xᵀ(A − Y)/m")
    }
    let column = difference.replacing([.free(1): i])
    let bias = Expression.reduction(.sum, over: k, extent: .rows, column) / m
    #expect(TensorDefinition(TensorSymbol("g", [.fixed(3)]), bias).matrixNotation?.text == "1ᵀ(A − Y)/m")
  }

  @Test(arguments: [Target.oneHot("Y"), .weights("Y"), .classIndices("y")])
  func classifierFormsAreTrue(target: Target) throws { try expectTrueForms(TypesetGraphs.classifier(target)) }

  @Test func deepFormsAreTrue() throws {
    try expectTrueForms(TypesetGraphs.deep { tanh($0) })
    try expectTrueForms(TypesetGraphs.deep { sigmoid($0) * $0 })
    try expectTrueForms(TypesetGraphs.deep { max($0, 1) })
    try expectTrueForms(TypesetGraphs.deep { sqrt($0) + pow($0, 3) / 2 })
  }

  @Test func tensorsOfHigherRankHaveNone() {
    let t = TensorSymbol("T", [.rows, .fixed(2), .fixed(3)])
    let body = Expression.access(t, [.free(0), .free(1), .free(2)])
    #expect(TensorDefinition(t, body).matrixNotation == nil)
    let summed = Expression.reduction(.sum, over: .free(2), extent: .fixed(3), body)
    #expect(TensorDefinition(TensorSymbol("S", [.rows, .fixed(2)]), summed).matrixNotation == nil)
  }

  private func texts(_ program: GradientProgram) throws -> [String: String] {
    let definitions = program.program.definitions + program.adjoints.map(\.definition)
    return try Dictionary(
      uniqueKeysWithValues: definitions.map { ($0.symbol.name, try #require($0.matrixNotation).text) })
  }

  private func expectTrueForms(_ program: GradientProgram) throws {
    let definitions = program.program.definitions + program.adjoints.map(\.definition)
    let tensors = Set(definitions.flatMap { [$0.symbol] + $0.body.tensors })
    for seed in 1...3 as ClosedRange<UInt64> {
      let agreement = try Agreement(tensors, seed: seed)
      for definition in definitions {
        let matrix = try #require(definition.matrixExpression, "\(definition)")
        #expect(try agreement.deviation(definition, matrix) < 1e-12, "\(definition): \(matrix.formula())")
      }
    }
  }
}

@testable import IndexCalculus
import LayerGraph
import Testing

@Suite struct BlockNotationTests {
  @Test func classifier() throws {
    let program = try TypesetGraphs.classifier(.oneHot("Y"))
    #expect(try block(program, "A", by: "Z") == "diag(a) − aaᵀ")
    #expect(try block(program, "Z", by: "W") == "X ⊗ I")
    #expect(try block(program, "Z", by: "b") == "1 ⊗ I")
    #expect(try block(program, "Z", by: "X") == "Wᵀ")
  }

  @Test func elementwiseFunction() throws {
    let program = try TypesetGraphs.deep { tanh($0) }
    #expect(try block(program, "H", by: "Z") == "diag(1 − h^⊙2)")
  }

  @Test func eitherLetterOfTheRowWillDo() {
    let a = TensorSymbol("A", [.rows, .fixed(3)])
    let goal = Derivation.Goal(of: TensorSymbol("F", a.extents), wrt: TensorSymbol("G", a.extents))
    for row in [0, 2] {
      let diagonal = Expression.delta(.free(0), .free(2)) * .delta(.free(1), .free(3))
      let result = diagonal * .access(a, [.free(row), .free(1)])
      #expect(Derivation(goal: goal, steps: [DerivationStep("", result)]).blockNotation?.formula.text == "diag(a)")
    }
  }

  @Test func aTakenLetterIsNotUsedForARow() {
    let a = TensorSymbol("A", [.rows, .fixed(3)]), small = TensorSymbol("a", [.fixed(3)])
    let goal = Derivation.Goal(of: TensorSymbol("F", a.extents), wrt: TensorSymbol("G", a.extents))
    let result = Expression.delta(.free(0), .free(2)) * .access(a, [.free(0), .free(1)]) * .access(small, [.free(3)])
    #expect(Derivation(goal: goal, steps: [DerivationStep("", result)]).blockNotation?.formula.text == "A_p aᵀ")
  }

  @Test func losses() throws {
    let local = try local(TypesetGraphs.classifier(.oneHot("Y")), "CE", by: "A")
    #expect(local.blockNotation == nil)
    #expect(local.matrixNotation?.text == "−(Y ⊘ A)/m")
  }

  @Test func blocksAreTrue() throws {
    for program in [
      try TypesetGraphs.classifier(.oneHot("Y")), try TypesetGraphs.deep { tanh($0) }, try TypesetGraphs.deep { $0 * sigmoid($0) },
    ] {
      for local in program.locals where local.extents.count > 2 {
        let block = try #require(local.blockNotation, "\(local.result)")
        try expectTrue(block, local)
      }
    }
  }

  /// `δ_pr` times any formula, and products of two formulas in `p`, `r` and in `q`, `s`.
  @Test func randomBlocksAreTrue() throws {
    var formulas = RandomFormulas(seed: 13)
    let extents: [Extent] = [.rows, .fixed(3), .rows, .fixed(3)]
    let all = extents.enumerated().map { (index: Index.free($0), extent: $1) }
    let goal = Derivation.Goal(
      of: TensorSymbol("F", [.rows, .fixed(3)]), wrt: TensorSymbol("G", [.rows, .fixed(3)]))
    var found: [BlockNotation.Kind: Int] = [:]
    for round in 0..<600 {
      let first = formulas.formula(round.isMultiple(of: 2) ? all : [all[0], all[2]], depth: 3)
      let second = formulas.formula([all[1], all[3]], depth: 2)
      let result = round.isMultiple(of: 2) ? .delta(.free(0), .free(2)) * (first + second) : first * second
      let local = Derivation(goal: goal, steps: [DerivationStep("made up", result)])
      guard let block = local.blockNotation else { continue }
      found[block.kind, default: 0] += 1
      try expectTrue(block, local)
    }
    #expect(found[.perRow, default: 0] > 100 && found[.kronecker, default: 0] > 100, "\(found)")
  }

  /// Compares with the Jacobian as a matrix over the entries of both sides, row after row.
  private func expectTrue(_ block: BlockNotation, _ local: Derivation) throws {
    let agreement = try Agreement(local.result.tensors.union(RandomFormulas.tensors + [RandomFormulas.labels]), rows: 3)
    let numbers = agreement.numbers
    let jacobian = try numbers.tensor(local.result, extents: local.extents)
    let height = try numbers.shape(local.goal.of.extents).reduce(1, *)
    let expected = DenseMatrix(height, jacobian.elements.count / height) { row, column in
      jacobian.elements[row * (jacobian.elements.count / height) + column]
    }
    let actual: DenseMatrix
    switch block.kind {
    case .kronecker: actual = try MatrixEvaluator(numbers: numbers).value(block.expression)
    case .perRow:
      let blocks = try (0..<numbers.count(.rows)).map { row in
        try MatrixEvaluator(numbers: numbers, row: row).value(block.expression)
      }
      actual = blockDiagonal(blocks)
    }
    #expect(actual.rowCount == expected.rowCount && actual.columnCount == expected.columnCount)
    #expect(
      agreement.deviation(expected.rows.flatMap { $0 }, actual.rows.flatMap { $0 }) < 1e-9,
      "\(local.result)  ≠  \(block.formula)")
  }

  private func blockDiagonal(_ blocks: [DenseMatrix]) -> DenseMatrix {
    let height = blocks[0].rowCount
    let width = blocks[0].columnCount
    return DenseMatrix(height * blocks.count, width * blocks.count) { row, column in
      row / height == column / width ? blocks[row / height].rows[row % height][column % width] : 0
    }
  }

  private func block(_ program: GradientProgram, _ of: String, by wrt: String) throws -> String {
    try #require(local(program, of, by: wrt).blockNotation).formula.text
  }

  private func local(_ program: GradientProgram, _ of: String, by wrt: String) throws -> Derivation {
    try #require(program.locals.first { $0.goal.of.name == of && $0.goal.wrt.name == wrt })
  }
}

import IndexCalculus
import Testing

@Suite struct RandomMatrixNotationTests {
  /// Whatever the formula, its matrix form means the same or there is none.
  @Test func everyMatrixFormIsTrue() throws {
    var formulas = RandomFormulas(seed: 7)
    let agreement = try Agreement(RandomFormulas.tensors + [RandomFormulas.labels])
    var found = 0
    var sizes = 0
    for _ in 0..<1500 {
      let definition = formulas.definition()
      guard let matrix = definition.matrixExpression else { continue }
      let expected = try agreement.reference(definition)
      guard expected.allSatisfy({ $0.magnitude < 1e9 }) else { continue }
      found += 1
      sizes += definition.body.size
      let deviation = agreement.deviation(expected, try agreement.matrixForm(matrix))
      #expect(deviation < 1e-8, "\(definition)  ≠  \(matrix.formula())")
    }
    #expect(found > 750, "only \(found) formulas have a matrix form")
    #expect(sizes > 10 * found, "the formulas are too small to tell anything")
  }
}

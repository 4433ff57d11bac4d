import Testing

@testable import IndexCalculus
@testable import LayerGraph

/// Every function and operator of the language, its derivative against dual numbers and central differences.
@Suite struct DifferentiationTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let body: Expression
    var values = Samples.Values.signed
    var extents: [Extent] = [.fixed(3)]
    var by = Samples.x.symbol
  }

  private static let x = Samples.x
  private static let i = IndexTerm.free(0)

  static let functions = Function.allCases.map {
    Case(testDescription: $0.rawValue, body: .function($0, x[i] * 0.9), values: $0 == .log ? .positive : .signed)
  }

  static let operators = [
    Case(testDescription: "quotient", body: Samples.v[i] / x[i]),
    Case(testDescription: "whole power", body: pow(x[i], 3)),
    Case(testDescription: "negative power", body: pow(x[i], -2)),
    Case(testDescription: "root", body: sqrt(x[i]), values: .positive),
    Case(testDescription: "power with a variable exponent", body: pow(x[i], x[i]), values: .positive),
    Case(testDescription: "power of a constant", body: pow(2, x[i])),
    Case(testDescription: "greater of two", body: LayerGraph.max(x[i], 0.1)),
    Case(testDescription: "selection", body: select(x[i] .< 0.3, x[i] * x[i], sin(x[i]))),
    Case(testDescription: "guarded quotient", body: select(0.1 .< x[i], 1 / x[i], 0)),
    Case(testDescription: "bracket", body: (x[i] .< 0.2) * x[i]),
    Case(testDescription: "maximum", body: max { k in x[k] * Samples.W[i, k] }),
    Case(
      testDescription: "entry where another is greatest",
      body: entry(whereGreatest: { k in Samples.v[k] }) { x[$0] * x[i] }),
    Case(testDescription: "sum", body: sum { k in exp(x[k]) * Samples.W[i, k] }),
    Case(testDescription: "nested sums", body: sum { k in x[k] * sum { l in Samples.W[k, l] * x[l] } } * x[i]),
    Case(
      testDescription: "logarithm of a sum of exponentials", body: log(sum { k in exp(x[k] * Samples.W[i, k]) })),
    Case(testDescription: "diagonal", body: Samples.W[i, i] * x[i], by: Samples.W.symbol),
    Case(testDescription: "fixed entry", body: x[.constant(1)] * x[i]),
    Case(
      testDescription: "entry of a label", body: Samples.Z[i, .element(Samples.labels, [i])], extents: [.rows],
      by: Samples.Z.symbol),
    Case(
      testDescription: "largest of a row", body: max { k in Samples.Z[i, k] }, extents: [.rows], by: Samples.Z.symbol),
    Case(
      testDescription: "norm", body: sqrt(sum { k in pow(Samples.Z[i, k], 2) }), extents: [.rows],
      by: Samples.Z.symbol),
  ]

  @Test(arguments: DifferentiationTests.functions + DifferentiationTests.operators)
  func `The derivative agrees with dual numbers and with differences`(_ item: Case) throws {
    for seed in UInt64(1)...4 {
      let (symbolic, numeric, output) = try derivatives(item, item.values, seed: seed)
      let dual = try numeric.jacobian(of: output, wrt: item.by)
      let differences = try numeric.jacobianByDifferences(of: output, wrt: item.by, step: 1e-3)
      #expect(symbolic.isClose(to: dual))
      #expect(symbolic.isClose(to: differences, within: 1e-6))
    }
  }

  private func derivatives(
    _ item: Case, _ values: Samples.Values, seed: UInt64
  ) throws -> (DenseTensor<Double>, NumericDerivatives, TensorSymbol) {
    let definition = TensorDefinition(TensorSymbol("F", item.extents), item.body)
    let derivation = try Derivation.local(definition, by: item.by, knowing: Knowledge())
    let tensors = item.body.tensors.union([item.by])
    var evaluator = Samples.evaluator(for: tensors, values, seed: seed)
    let numeric = try NumericDerivatives([definition], at: evaluator)
    try evaluator.run([definition])
    return (try evaluator.tensor(derivation.result, extents: derivation.extents), numeric, definition.symbol)
  }

  @Test func `A maximum with ties changes with the first of its greatest entries`() throws {
    let item = Case(testDescription: "", body: max { k in Samples.x[k] }, extents: [])
    let definition = TensorDefinition(TensorSymbol("F", []), item.body)
    let result = try Derivation.local(definition, by: Samples.x.symbol, knowing: Knowledge()).result
    var evaluator = Evaluator<Double>()
    evaluator.tensors[Samples.x.symbol] = DenseTensor(shape: [3], elements: [1, 2, 2])
    #expect(try evaluator.tensor(result, extents: [.fixed(3)]).elements == [0, 1, 0])
    let numeric = try NumericDerivatives([definition], at: evaluator)
    #expect(try numeric.jacobian(of: definition.symbol, wrt: Samples.x.symbol).elements == [0, 1, 0])
  }

  @Test(arguments: UInt64(1)...6)
  func `Ties in every operator are decided as dual numbers decide them`(seed: UInt64) throws {
    let positiveOnly = ["root", "power with a variable exponent", "norm"]
    for item in Self.operators where !positiveOnly.contains(item.testDescription) {
      let (symbolic, numeric, output) = try derivatives(item, .tied, seed: seed)
      #expect(symbolic.isClose(to: try numeric.jacobian(of: output, wrt: item.by)), "\(item.testDescription)")
    }
  }

  @Test func `The magnitude has the derivative zero at zero`() throws {
    let definition = TensorDefinition(TensorSymbol("F", []), abs(Samples.s[]))
    let result = try Derivation.local(definition, by: Samples.s.symbol, knowing: Knowledge()).result
    var evaluator = Evaluator<Double>()
    evaluator.tensors[Samples.s.symbol] = DenseTensor(shape: [], elements: [0])
    #expect(try evaluator.tensor(result, extents: []).elements == [0])
  }

  @Test(arguments: 0..<4)
  func `The derivative of a random formula agrees with dual numbers`(group: Int) throws {
    var compared = 0
    for seed in UInt64(group * 50)..<UInt64(group * 50 + 50) {
      var random = RandomExpressions(seed: seed)
      let item = Case(
        testDescription: "", body: random.expression(depth: 3), extents: RandomExpressions.extents,
        by: Samples.Z.symbol)
      let (symbolic, numeric, output) = try derivatives(item, .signed, seed: seed)
      let dual = try numeric.jacobian(of: output, wrt: item.by)
      for (a, b) in zip(symbolic.elements, dual.elements) where b.isFinite && abs(b) < 1e6 {
        compared += b == 0 ? 0 : 1
        #expect(a.isClose(to: b, within: 1e-6), "seed \(seed): the derivative of \(item.body) is \(b), not \(a)")
      }
    }
    #expect(compared > 200)
  }
}

import Testing

@testable import IndexCalculus
@testable import LayerGraph

/// Where a rule must not apply, or not wholly: each of these was wrong once, or nearly.
@Suite struct RuleBoundaryTests {
  private let x = Samples.x
  private let v = Samples.v
  private let Z = Samples.Z
  private let W = Samples.W
  private let i = IndexTerm.free(0)
  private let j = IndexTerm.free(1)

  // MARK: - Selections protect

  @Test func `A guarded quotient stays guarded`() throws {
    let guarded = select(0 .< x[i], 1 / x[i], 0)
    #expect(Rule.selectionOfZero.applied(at: guarded) == nil)
    #expect(try Rewriter.simplified(guarded, knowing: Knowledge()) == guarded)
    let flipped = select(x[i] .<= 0, 0, log(x[i]))
    #expect(Rule.selectionOfZero.applied(at: flipped) == nil)
  }

  /// The entries of `log x`, by whatever name, are not numbers where the guard holds them off.
  @Test func `A tensor that may be undefined stays guarded`() throws {
    let guarded = select(0 .< x[i], v[i], 0)
    #expect(Rule.selectionOfZero.applied(at: guarded) == v[i] * (0 .< x[i]))
    #expect(Rule.selectionOfZero.applied(at: guarded, knowing: Knowledge(partialTensors: [v.symbol])) == nil)
    let logarithm = TensorDefinition(TensorSymbol("L", [.fixed(3)]), log(x[i]))
    let product = TensorDefinition(TensorSymbol("P", [.fixed(3)]), 2 * .access(logarithm.symbol, [i]))
    let bounded = TensorDefinition(TensorSymbol("T", [.fixed(3)]), tanh(x[i]))
    let program = TensorProgram(
      inputs: [x.symbol], targets: [], parameters: [], definitions: [logarithm, product, bounded],
      loss: bounded.symbol, prediction: bounded.symbol, grantedSums: [])
    #expect(program.partialTensors == [logarithm.symbol, product.symbol])
  }

  @Test func `What is defined everywhere leaves a guarded quotient`() {
    let guarded = select(0 .< x[i], v[i] * .delta(i, j) / x[i], 0)
    let expected = v[i] * .delta(i, j) * select(0 .< x[i], 1 / x[i], 0)
    #expect(Rule.selectionOfZero.applied(at: guarded) == expected)
  }

  @Test func `The derivative of a guarded logarithm is finite where the guard holds it off`() throws {
    let definition = TensorDefinition(
      TensorSymbol("F", [.fixed(3)]), select(0 .< x[i], x[i] * log(x[i]), 0))
    let derivation = try Derivation.local(definition, by: x.symbol, knowing: Knowledge())
    let evaluator = Evaluator<Double>(tensors: [x.symbol: DenseTensor(shape: [3], elements: [0, -1, 1])])
    #expect(
      try evaluator.tensor(derivation.result, extents: derivation.extents).elements == [0, 0, 0, 0, 0, 0, 0, 0, 1])
  }

  // MARK: - Names never capture

  @Test func `A diagonal sum is not taken for a row sum`() {
    let totals = TensorDefinition(TensorSymbol("T", [.fixed(3)]), sum { k in W[i, k] })
    let trace = sum { k in W[k, k] }
    #expect(Rule.nameOutput.applied(at: trace, knowing: Knowledge(namedOutputs: [totals])) == nil)
  }

  @Test func `An index bound by one factor is not confused with that of a sum in another`() {
    let body = Z[i, j] * sum { k in W[j, k] * x[k] }
    let definition = TensorDefinition(TensorSymbol("H", [.rows, .fixed(3)]), body)
    let other = Z[.free(5), .free(2)] * sum { k in W[k, k] * x[k] }
    #expect(Rule.nameOutput.applied(at: other, knowing: Knowledge(namedOutputs: [definition])) == nil)
    let same = Z[.free(5), .free(2)] * sum { k in W[.free(2), k] * x[k] }
    #expect(
      Rule.nameOutput.applied(at: same, knowing: Knowledge(namedOutputs: [definition]))
        == .access(definition.symbol, [.free(5), .free(2)]))
  }

  @Test func `An argmax over a diagonal is not taken for one over a row`() {
    func place(_ body: (IndexTerm) -> Expression) -> IndexTerm {
      .argmax(over: .free(9), extent: .fixed(3), body(.free(9)))
    }
    let definition = TensorDefinition(TensorSymbol("P", [.fixed(3)]), x[place { W[i, $0] }] * v[i])
    let other = x[place { W[$0, $0] }] * v[i]
    #expect(Rule.nameOutput.applied(at: other, knowing: Knowledge(namedOutputs: [definition])) == nil)
  }

  // MARK: - δ reaches only so far

  @Test func `A constant place outside of a sum contracts nothing`() {
    let expression = sum(over: .fixed(3)) { k in delta(k, .constant(4)) * v[i] }
    #expect(Rule.contraction.applied(at: expression) == nil)
  }

  @Test func `Of two summed indices the one that runs further is contracted`() throws {
    let wide = Tensor(TensorSymbol("U", [.fixed(5)]))
    let expression = sum { k in sum { l in delta(k, l) * wide[k] * x[l] } }
    let result = try #require(Rule.contraction.applied(at: expression))
    #expect(result == .reduction(.sum, over: .free(0), extent: .fixed(3), wide[i] * x[i]))
    let swapped = sum { l in sum { k in delta(k, l) * wide[k] * x[l] } }
    #expect(Rule.contraction.applied(at: swapped) == result)
  }

  // MARK: - Known facts

  @Test func `A known sum over one axis says nothing of the other axis or of a weighted sum`() {
    let knowledge = Knowledge(sums: [Samples.rowsOfY])
    let columns = sum { k in Samples.Y[k, j] }
    #expect(Rule.knownSum.applied(at: columns, knowing: knowledge) == nil)
    let weighted = sum { k in Samples.Y[i, k] * x[k] }
    #expect(Rule.knownSum.applied(at: weighted, knowing: knowledge) == nil)
    let diagonal = sum { k in Samples.Y[k, k] }
    #expect(Rule.knownSum.applied(at: diagonal, knowing: knowledge) == nil)
  }

  @Test func `The logarithm of a product is taken apart only where the factors are certainly positive`() {
    #expect(Rule.logarithmOfPowers.applied(at: log(x[i] * v[i])) == nil)
    #expect(Rule.logarithmOfPowers.applied(at: log(pow(x[i], 2))) == nil)
  }

  // MARK: - Presentation

  @Test func `No difference begins with a minus sign`() throws {
    let simple = try Rewriter.simplified(-(1 + 7 * v[i] - 10 * x[i]) / 10, knowing: Knowledge())
    #expect(simple.description == "(10 x_i − 1 − 7 v_i)/10")
  }
}

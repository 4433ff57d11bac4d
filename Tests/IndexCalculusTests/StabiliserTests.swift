import Testing

@testable import IndexCalculus
@testable import LayerGraph

/// Formulas whose exponentials overflow as they are written, against numbers that cannot.
struct StabiliserTests {
  static let Z = Samples.Z
  static let v = Samples.v
  private static let shares = TensorSymbol("A", [.rows, .fixed(Samples.width)])

  static let formulas: [Expression] = {
    let (i, j) = (IndexTerm.free(0), IndexTerm.free(1))
    func weight(_ k: IndexTerm) -> Expression { 1 + pow(v[k], 2) }
    func total(_ weight: (IndexTerm) -> Expression) -> Expression { sum { k in weight(k) * exp(Z[i, k]) } }
    // Sums with different weights, whose common exponential stands in a product twice.
    let (S, T, U, V) = (total(weight), total { 1 + abs(v[$0]) }, total { _ in 1 }, total { 2 + pow(v[$0], 4) })
    return [
      exp(Z[i, j]) / U, weight(j) * exp(Z[i, j]) / S, S / U, log(S) - Z[i, j],
      (S * (T + U) + V * V) / (U * U), log(S * (T + U) + V * V) - 2 * Z[i, j],
      // The argument is a sum of exponentials' logarithm itself.
      sum { k in weight(k) * exp(Z[i, k] - log(sum { q in exp(Z[i, q]) })) },
    ]
  }()

  @Test(arguments: formulas) func `Sums of exponentials of large numbers keep their digits`(formula: Expression) throws {
    let definition = TensorDefinition(Self.shares, formula)
    var stabiliser = Stabiliser(knowing: Knowledge(), avoiding: ["Z", "v", "A"])
    try stabiliser.add(definition)
    let z = [2_000, 2_001, 1_999, -3_000, -3_002, -3_001, 800, -800, 799.5, 1, 2, 3]
    let weights = [0.5, -2, 1.25]
    var safe = Evaluator<Double>(
      rows: 4,
      tensors: [Self.Z.symbol: DenseTensor(shape: [4, 3], elements: z), Self.v.symbol: DenseTensor(shape: [3], elements: weights)])
    try safe.run(stabiliser.definitions)
    let wide = Evaluator<WideNumber>(
      rows: 4,
      tensors: [
        Self.Z.symbol: DenseTensor(shape: [4, 3], elements: z.map(WideNumber.init)),
        Self.v.symbol: DenseTensor(shape: [3], elements: weights.map(WideNumber.init)),
      ])
    let expected = try wide.tensor(formula, extents: Self.shares.extents).elements.map(\.doubleValue)
    let found = try #require(safe.tensors[Self.shares]).elements
    for (a, b) in zip(found, expected) { #expect(abs(a - b) <= 1e-12 * max(abs(b), 1), "\(formula): \(a) for \(b)") }
  }

  /// There may be any number of rows, and no tile holds them all.
  @Test func `A sum over rows keeps its exponentials`() throws {
    let sum = TensorDefinition(TensorSymbol("L", []), sum { i in exp(Self.Z[i, .constant(0)]) } / .extent(.rows))
    var stabiliser = Stabiliser(knowing: Knowledge(), avoiding: ["Z", "L"])
    try stabiliser.add(sum)
    #expect(stabiliser.definitions.map(\.symbol.name) == ["L"])
  }

  /// Where the weight of the greatest were 0, all others could underflow.
  @Test func `A sum with weights of any sign keeps its exponentials`() throws {
    let masked = TensorDefinition(TensorSymbol("u", [.rows]), sum { k in Self.v[k] * exp(Self.Z[.free(0), k]) })
    var stabiliser = Stabiliser(knowing: Knowledge(), avoiding: ["Z", "v", "u"])
    try stabiliser.add(masked)
    #expect(stabiliser.definitions.map(\.symbol.name) == ["u"])
  }

  /// Rows come first, whichever index of the formula they are.
  @Test func `A maximum for each row and feature has the rows on its first axis`() throws {
    let (k, i) = (IndexTerm.free(0), IndexTerm.free(1))
    let formula = TensorDefinition(
      TensorSymbol("G", [.fixed(3)]),
      sum { i in sum { j in exp(Self.Z[i, j] * Self.Z[i, k]) } })
    var stabiliser = Stabiliser(knowing: Knowledge(), avoiding: ["Z", "G"])
    try stabiliser.add(formula)
    #expect(stabiliser.definitions.count == 3)
    #expect(stabiliser.definitions.allSatisfy { !$0.symbol.extents.dropFirst().contains(.rows) }, "\(i)")
  }

  @Test func `What cancels leaves no exponential behind`() throws {
    let mean = TensorDefinition(
      TensorSymbol("u", [.rows]),
      sum { k in (1 + pow(Self.v[k], 2)) * exp(Self.Z[.free(0), k]) } / sum { k in exp(Self.Z[.free(0), k]) })
    var stabiliser = Stabiliser(knowing: Knowledge(), avoiding: ["Z", "v", "u"])
    try stabiliser.add(mean)
    let formula = try #require(stabiliser.definitions.last).description
    #expect(!formula.contains("exp(0)") && !formula.contains("ZMax"), "\(formula)")
  }
}

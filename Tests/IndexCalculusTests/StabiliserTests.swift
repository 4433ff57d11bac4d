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
    return [
      exp(Z[i, j]) / sum { k in exp(Z[i, k]) },
      v[j] * exp(Z[i, j]) / sum { k in v[k] * exp(Z[i, k]) },
      (1 + pow(v[j], 2)) * exp(Z[i, j]) / sum { k in (1 + pow(v[k], 2)) * exp(Z[i, k]) },
      sum { k in v[k] * exp(Z[i, k]) } / sum { k in exp(Z[i, k]) },
      log(sum { k in v[k] * exp(Z[i, k]) }) - Z[i, j],
    ]
  }()

  @Test(arguments: formulas) func `Sums of exponentials of large numbers keep their digits`(formula: Expression) throws {
    let definition = TensorDefinition(Self.shares, formula)
    var stabiliser = Stabiliser(knowing: Knowledge(), avoiding: ["Z", "v", "A"])
    try stabiliser.add(definition)
    let z = [2_000, 2_001, 1_999, -3_000, -3_002, -3_001, 800, -800, 799.5, 1, 2, 3]
    let weights = [0.5, 2, 1.25]
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
}

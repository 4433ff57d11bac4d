@testable import IndexCalculus
@testable import LayerGraph

/// An expression to which a rule applies at the top.
struct RuleExample {
  let expression: Expression
  /// The extents of the free indices 0, 1, …
  let extents: [Extent]
  let knowledge: Knowledge

  init(_ expression: Expression, _ extents: [Extent] = [], knowing knowledge: Knowledge = Knowledge()) {
    self.expression = expression
    self.extents = extents
    self.knowledge = knowledge
  }
}

/// Several examples for every rule, by the rule's name.
enum RuleExamples {
  private static let x = Samples.x
  private static let v = Samples.v
  private static let u = Samples.u
  private static let Z = Samples.Z
  private static let Y = Samples.Y
  private static let B = Samples.B
  private static let W = Samples.W
  private static let s = Samples.s[]
  private static let i = IndexTerm.free(0)
  private static let j = IndexTerm.free(1)
  private static let row: [Extent] = [.fixed(3)]
  private static let matrix: [Extent] = [.rows, .fixed(3)]
  private static let square: [Extent] = [.fixed(3), .fixed(3)]
  private static let label = IndexTerm.element(Samples.labels, [.free(0)])

  private static func byX(_ body: Expression) -> RuleExample {
    RuleExample(.derivative(body, by: x.symbol, [j]), square)
  }

  private static func byZ(_ body: Expression) -> RuleExample {
    RuleExample(.derivative(body, by: Z.symbol, [.free(2), .free(3)]), matrix + matrix)
  }

  private static let shares = TensorDefinition(
    TensorSymbol("A", matrix), exp(Z[i, j]) / sum { k in exp(Z[i, k]) })
  private static let totals = TensorDefinition(TensorSymbol("T", [.rows]), sum { k in Z[i, k] })
  private static let shifted = TensorDefinition(TensorSymbol("D", matrix), Z[i, j] - u[i])
  private static let naming = Knowledge(namedOutputs: [shares, totals])
  private static let rowsSum = Knowledge(sums: [Samples.rowsOfY])

  static let table: [String: [RuleExample]] = differentiation.merging(algebra) { $1 }.merging(summation) { $1 }

  private static let differentiation: [String: [RuleExample]] = [
    Rule.constantRule.name: [byX(v[i]), byX(7), byX(x[i] .< v[i]), byX(.extent(.rows)), byX(sign(x[i]))],
    Rule.accessRule.name: [
      byX(x[i]), byX(x[.constant(2)]), byZ(Z[i, j]),
      RuleExample(.derivative(W[i, i], by: W.symbol, [j, .free(2)]), square + row),
      RuleExample(.derivative(Z[i, label], by: Z.symbol, [j, .free(2)]), [.rows, .rows, .fixed(3)]),
    ],
    Rule.sumRule.name: [byX(x[i] + v[i] * x[i] - 3), byZ(Z[i, j] + exp(Z[i, j]))],
    Rule.constantFactorRule.name: [byX(3 * x[i]), byX(v[i] * s * exp(x[i])), byZ(Y[i, j] * log(Z[i, j]))],
    Rule.productRule.name: [byX(x[i] * exp(x[i])), byX(x[i] * tanh(x[i]) * x[.constant(0)])],
    Rule.powerRule.name: [
      byX(pow(x[i], 2)), byX(pow(x[i], -1)), byX(sqrt(x[i])), byX(pow(x[i], v[i])), byZ(pow(Z[i, j], 3)),
    ],
    Rule.exponentialRule.name: [byX(pow(2, x[i])), byX(pow(x[i], x[i])), byX(pow(v[i], 2 * x[i]))],
    Rule.chainRule.name: Function.allCases.filter { $0 != .sign }.map {
      byX(.function($0, x[i] * v[i] + 0.1))
    },
    Rule.derivativeUnderSum.name: [
      byX(sum { k in x[k] * v[k] }), byX(sum { k in W[i, k] * exp(x[k]) }), byZ(sum { k in Z[i, k] * Y[k, j] }),
      byX(sum { k in x[k] * sum { l in W[k, l] * x[l] } }),
    ],
    Rule.derivativeOfMaximum.name: [
      byX(max { k in x[k] }), byX(max { k in W[i, k] * x[k] }), byZ(max { k in Z[i, k] }),
      byX(max { k in sum { l in W[k, l] * x[l] } }),
    ],
    Rule.derivativeOfSelection.name: [
      byX(select(x[i] .< 1, x[i] * x[i], exp(x[i]))), byX(select(v[i] .< x[i], 0, x[i])),
    ],
  ]

  private static let algebra: [String: [RuleExample]] = [
    Rule.combinePowers.name: [
      RuleExample(x[i] * exp(v[i]) / x[i], row), RuleExample(pow(x[i], 2) * sqrt(x[i]) * v[i], row),
      RuleExample(pow(x[i], v[i]) * pow(x[i], s), row), RuleExample((x[i] .< v[i]) * (x[i] .< v[i]), row),
      RuleExample(.delta(i, j) * .delta(i, j) * x[i], square), RuleExample(s * s * s),
    ],
    Rule.collectLikeTerms.name: [
      RuleExample(x[i] + 2 * x[i], row), RuleExample(x[i] * v[i] - x[i] * v[i], row),
      RuleExample(exp(s) / 3 + exp(s) / 6 + 1),
    ],
    Rule.distribute.name: [
      RuleExample(x[i] * (v[i] + 1 / x[i]), row), RuleExample((x[i] + v[i]) * pow(x[i], -2), row),
    ],
    Rule.expand.name: [
      RuleExample(x[i] * (v[i] + s) - x[i] * v[i], row),
      RuleExample(pow(x[i] + v[i], 2) - pow(x[i], 2) - pow(v[i], 2), row),
    ],
    Rule.inverseFunctions.name: [RuleExample(log(exp(x[i])), row), RuleExample(exp(log(v[i] * x[i])), row)],
    Rule.functionOfNumber.name: (Function.allCases.filter { $0 != .log && $0 != .softplus }.map {
      RuleExample(.function($0, 0))
    }) + [RuleExample(log(1)), RuleExample(abs(-2.5)), RuleExample(sign(-3)), RuleExample(sign(4))],
    Rule.signTimesMagnitude.name: [
      RuleExample(sign(x[i]) * abs(x[i]) * v[i], row), RuleExample(sign(x[i]) * x[i], row),
    ],
    Rule.selectionOfZero.name: [
      RuleExample(select(x[i] .< 1, v[i], 0), row), RuleExample(select(x[i] .<= v[i], 0, x[i] * v[i]), row),
      RuleExample(.selection(.delta(i, j), x[i], 0), square),
    ],
    Rule.selectionCommonFactor.name: [
      RuleExample(select(x[i] .< 1, v[i] * x[i], v[i] * exp(s)), row),
      RuleExample(select(x[i] .< 1, .delta(i, j), .delta(i, j) * exp(x[i])), square),
    ],
    Rule.nameOutput.name: [
      RuleExample(shares.body, matrix, knowing: naming), RuleExample(totals.body, [.rows], knowing: naming),
      RuleExample(Y[i, j] * exp(Z[i, j]) / sum { k in exp(Z[i, k]) }, matrix, knowing: naming),
      RuleExample(
        pow(sum { k in exp(Z[i, k]) }, -1) * sum { k in Y[i, k] * exp(Z[i, k]) }, [.rows], knowing: naming),
      RuleExample(Z[i, j] - u[i] - Y[i, j], matrix, knowing: Knowledge(namedOutputs: [shifted])),
    ],
    Rule.commonFactor.name: [
      RuleExample(x[i] * v[i] + x[i] * s, row), RuleExample(2 * s + 4 * x[i], row),
      RuleExample(x[i] / 2 + s / 3, row), RuleExample(pow(s, -1) * x[i] - pow(s, -2), row),
    ],
    Rule.sign.name: [RuleExample(-(x[i] - v[i]), row), RuleExample(-2 * s * (1 - x[i]), row)],
    Rule.logarithmOfPowers.name: [
      RuleExample(log(exp(x[i]) / sum { k in exp(x[k]) }), row), RuleExample(log(pow(exp(s), 3))),
      RuleExample(log(2 * sigmoid(x[i])), row), RuleExample(log(x[i] * exp(v[i])), row),
    ],
    Rule.logarithmOfSigmoid.name: [RuleExample(log(sigmoid(x[i] - s)), row)],
    Rule.logarithmOfComplement.name: [RuleExample(log(1 - sigmoid(3 * x[i])), row)],
    Rule.flattenSum.name: [RuleExample(s - (x[i] + v[i]), row), RuleExample(x[i] + 2 * (s - v[i]), row)],
    Rule.commonExponential.name: [
      RuleExample(x[i] * exp(s) - v[i] * exp(s), row), RuleExample(exp(s) + x[i] * exp(s), row),
      RuleExample(x[i] * exp(s) * exp(s) + exp(s), row),
    ],
    Rule.combineExponentials.name: [
      RuleExample(exp(x[i]) * exp(v[i]) * s, row), RuleExample(exp(x[i]) / exp(v[i]), row),
      RuleExample(pow(exp(s), 2)),
    ],
  ]

  private static let summation: [String: [RuleExample]] = [
    Rule.constantSummand.name: [
      RuleExample(sum(over: .rows) { _ in s }), RuleExample(sum(over: .fixed(5)) { _ in x[i] }, row),
    ],
    Rule.maximumOfConstant.name: [
      RuleExample(.reduction(.max, over: .free(7), extent: .fixed(3), x[i] * s), row)
    ],
    Rule.contraction.name: [
      RuleExample(sum { k in delta(i, k) * x[k] }, row), RuleExample(sum { k in delta(k, label) * Z[i, k] }, [.rows]),
      RuleExample(sum { k in sum { l in delta(k, l) * W[k, l] } }),
      RuleExample(sum { k in sum { l in delta(k, i) * delta(l, j) * exp(W[k, l]) } }, square),
      RuleExample(sum { k in delta(k, .constant(1)) * x[k] }),
    ],
    Rule.constantFactorOfSum.name: [
      RuleExample(sum { k in s * x[k] }), RuleExample(sum { k in sum { l in x[k] * v[l] } }),
      RuleExample(sum { k in sum { l in x[k] * W[k, l] * v[i] } }, row),
    ],
    Rule.knownSum.name: [
      RuleExample(sum { k in Y[i, k] }, [.rows], knowing: rowsSum),
      RuleExample(sum { k in sum { l in Y[k, l] * u[k] } }, knowing: rowsSum),
    ],
    Rule.linearity.name: [
      RuleExample(sum { k in (delta(i, k) + v[k]) * x[k] }, row),
      RuleExample(sum { k in Y[i, k] * (delta(j, k) - Z[i, j]) }, matrix, knowing: rowsSum),
    ],
    Rule.substitution.name: [
      RuleExample(.delta(i, j) * exp(x[j]), square), RuleExample(.delta(i, j) * W[i, j] * x[j], square),
    ],
  ]
}

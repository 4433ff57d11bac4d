import LayerGraph

// The layers of random graphs: formulas of every kind that the calculus knows.

/// A formula of one tensor.
struct Rowwise: Layer {
  typealias Formula = @Sendable (Tensor) -> TensorFormula

  private let formula: Formula
  var outputName: String { "H" }

  init(_ formula: @escaping Formula) { self.formula = formula }

  func define(_ x: Tensor) -> TensorFormula { formula(x) }

  static func each(_ function: @escaping @Sendable (Expression) -> Expression) -> Rowwise {
    Rowwise { $0.mapElements(function) }
  }

  static let functions: [@Sendable (Expression) -> Expression] = [
    { tanh($0) }, { sigmoid($0) }, { softplus($0) }, { $0 * sigmoid($0) }, { sin($0) + cos($0) }, { exp(-pow($0, 2)) },
    { pow($0, 2) / 4 }, { abs($0) }, { max($0, 0) }, { erf($0) * $0 }, { 1 / (1 + pow($0, 2)) }, { log(1 + pow($0, 2)) },
    { sqrt(1 + pow($0, 2)) }, { select($0 .> 0.5, log(1 + abs($0)), 2 * $0) }, { sign($0) * pow($0, 2) / 3 },
  ]

  static let formulas: [Formula] = [
    { x in x.map { i, j in x[i, j] - max { k in x[i, k] } } },
    { x in x.map { i, j in x[i, j] / sqrt(1 + sum { k in pow(x[i, k], 2) }) } },
    { x in x.map { i, j in x[i, j] - sum { k in x[i, k] } / .extent(x.extents[1]) } },
    { x in x.map { i, j in x[i, j] * entry(whereGreatest: { k in abs(x[i, k]) }) { k in x[i, k] } } },
    { x in x.map { i, j in x[i, j] * tanh(x[i, .constant(0)]) } },
    { x in x.map { i, j in x[i, j] - log(sum { k in exp(x[i, k]) }) } },
    { x in x.map { i, j in sum { k in (1 - delta(j, k)) * x[i, k] } / 2 } },
    { x in x.map { i, j in sum { k in select(x[i, k] .< x[i, j], x[i, k], 0) } } },
  ]

  /// Every row depends on all rows.
  static let overBatch: [Formula] = [
    { x in x.map { i, j in x[i, j] - sum { r in x[r, j] } / x.rowCount } },
    { x in x.map { i, j in x[i, j] / sqrt(0.5 + sum { r in pow(x[r, j], 2) } / x.rowCount) } },
    { x in x.map { i, j in x[i, j] * tanh(sum { r in sum { k in x[r, k] } } / x.rowCount) } },
    { x in x.map { i, j in tanh(x[i, j]) + sum { r in sin(x[r, j]) } / x.rowCount } },
  ]

  static let meanSquare: Formula = { x in
    TensorFormula(sum { i in sum { j in pow(x[i, j], 2) } } / x.rowCount)
  }
}

/// A formula of one tensor with a parameter of its own.
struct Weighted: GraphLayer {
  /// What the parameter's shape is, and what is done with it.
  struct Form: Sendable {
    let extents: @Sendable (_ x: Tensor) -> [Extent]
    let formula: @Sendable (_ x: Tensor, _ w: Tensor) -> TensorFormula
  }

  private let name: String
  private let form: Form
  var outputName: String { "H" }

  init(_ name: String, _ form: Form) {
    self.name = name
    self.form = form
  }

  func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let x = try scope.input()
    return form.formula(x, try scope.parameter(name, form.extents(x)))
  }

  static let forms = [
    Form(extents: { [$0.extents[1]] }, formula: { x, w in x.map { i, j in w[j] * x[i, j] } }),
    Form(extents: { _ in [] }, formula: { x, w in x.map { i, j in (1 + pow(w[], 2)) * x[i, j] + w[] } }),
    Form(
      extents: { [$0.extents[1]] },
      formula: { x, w in
        x.map { i, j in (1 + pow(w[j], 2)) * exp(x[i, j]) / sum { k in (1 + pow(w[k], 2)) * exp(x[i, k]) } }
      }),
    Form(
      extents: { [$0.extents[1], $0.extents[1]] },
      formula: { x, w in x.map { i, j in x[i, j] * sum { k in w[j, k] * x[i, k] } / 4 } }),
    Form(
      extents: { [$0.extents[1], .fixed(2)] },
      formula: { x, w in x.map { i, j in sum { q in w[j, q] * sum { k in w[k, q] * x[i, k] } } } }),
    Form(
      extents: { [.fixed(2), $0.extents[1], $0.extents[1]] },
      formula: { x, w in x.map { i, j in sum { q in tanh(sum { k in x[i, k] * w[q, k, j] }) } } }),
  ]
}

/// A formula of two tensors, the first of which has the output's shape.
struct Pair: GraphLayer {
  typealias Formula = @Sendable (Tensor, Tensor) -> TensorFormula

  private let formula: Formula
  var outputName: String { "H" }

  init(_ formula: @escaping Formula) { self.formula = formula }

  func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    formula(try scope.input(0), try scope.input(1))
  }

  /// For tensors of one shape.
  static let alike: [Formula] = [
    { a, b in a.map { i, j in a[i, j] + b[i, j] } }, { a, b in a.map { i, j in a[i, j] * b[i, j] } },
    { a, b in a.map { i, j in select(a[i, j] .< b[i, j], a[i, j], b[i, j]) } },
    { a, b in a.map { i, j in a[i, j] * entry(whereGreatest: { k in b[i, k] }) { k in a[i, k] } } },
  ]

  static let any: [Formula] = [
    { a, b in a.map { i, j in a[i, j] * sum { k in b[i, k] } } },
    { a, b in a.map { i, j in a[i, j] + sum { k in tanh(b[i, k]) } } },
    { a, b in a.map { i, j in sum { k in a[i, j] * sin(b[i, k] + a[i, j]) } } },
  ]
}

/// An affine map whose weights lie the other way round.
struct OwnAffine: GraphLayer {
  let weights: String
  let bias: String
  let outputs: Int
  var outputName: String { "Z" }

  func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let x = try scope.input()
    let w = try scope.parameter(weights, [.fixed(outputs), x.extents[1]])
    let b = try scope.parameter(bias, [.fixed(outputs)])
    return TensorFormula([x.extents[0], .fixed(outputs)]) { i, j in sum { k in x[i, k] * w[j, k] } + b[j] }
  }
}

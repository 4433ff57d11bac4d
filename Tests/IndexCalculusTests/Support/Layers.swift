@testable import IndexCalculus
@testable import LayerGraph

// Layers that exist only here: whatever collapses for them, collapses by general rules.

/// `exp(f_ij) / Σ_k exp(f_ik)` of the input divided by a temperature.
struct Shares: Layer {
  var temperature: Double = 1
  var outputName: String { "A" }

  func define(_ z: Tensor) -> TensorFormula {
    z.map { i, j in exp(z[i, j] / Expression(temperature)) / sum { k in exp(z[i, k] / Expression(temperature)) } }
  }
}

/// `−Σ_ij t_ij log A_ij / m` with `t = (1 − ε) Y + ε/K`.
struct LogLoss: GraphLayer {
  let target: Target
  var smoothing: Double = 0
  var outputName: String { "L" }

  func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let a = try scope.input()
    let y = try scope.target(target, width: a.extents[1])
    let share = Expression(smoothing)
    return TensorFormula(
      -sum { i in sum { j in ((1 - share) * y[i, j] + share / .extent(a.extents[1])) * log(a[i, j]) } } / a.rowCount)
  }
}

/// Any function of each entry.
struct Elementwise: Layer {
  var outputName: String
  let function: @Sendable (Expression) -> Expression

  init(_ outputName: String, _ function: @escaping @Sendable (Expression) -> Expression) {
    self.outputName = outputName
    self.function = function
  }

  func define(_ x: Tensor) -> TensorFormula { x.mapElements(function) }
}

/// The mean over the rows of a loss of each entry and its target.
struct MeanLoss: GraphLayer {
  let target: Target
  let loss: @Sendable (_ prediction: Expression, _ target: Expression) -> Expression
  var outputName: String { "L" }

  init(_ target: Target, _ loss: @escaping @Sendable (Expression, Expression) -> Expression) {
    self.target = target
    self.loss = loss
  }

  func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let a = try scope.input()
    let y = try scope.target(target, width: a.extents[1])
    return TensorFormula(sum { i in sum { j in loss(a[i, j], y[i, j]) } } / a.rowCount)
  }
}

/// `b_j + Σ_k x_ik W_kj`.
struct Linear: GraphLayer {
  let weights: String
  let bias: String
  let outputs: Int
  var outputName: String { "Z" }

  func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let x = try scope.input()
    let W = try scope.parameter(weights, [x.extents[1], .fixed(outputs)])
    let b = try scope.parameter(bias, [.fixed(outputs)])
    return TensorFormula([x.extents[0], .fixed(outputs)]) { i, j in b[j] + sum { k in x[i, k] * W[k, j] } }
  }
}

/// Every symbolic adjoint of a graph against dual numbers and against differences.
struct GradientCheck {
  let gradient: GradientProgram
  var values: Evaluator<Double>

  init(_ graph: Graph, _ range: Samples.Values = .signed, seed: UInt64 = 5) throws {
    let wired = try graph.wired()
    gradient = try wired.differentiated()
    let program = gradient.program
    values = Samples.evaluator(
      for: program.inputs + program.targets + program.parameters, range, sums: program.grantedSums, seed: seed)
  }

  func formula(of name: String) -> String? {
    gradient.program.tensor(named: name).flatMap { gradient.adjoint(of: $0) }?.definition.body.description
  }

  /// The tensors whose symbolic adjoint differs from one of its references.
  func disagreements(tolerance: Double = 1e-7) throws -> [String] {
    var symbolic = values
    try symbolic.run(gradient.program.definitions)
    try symbolic.run(gradient.adjoints.map(\.definition))
    let numeric = try NumericDerivatives(gradient.program, at: values)
    var wrong: [String] = []
    for adjoint in gradient.adjoints {
      let own = symbolic.tensors[adjoint.definition.symbol]
      let dual = try numeric.jacobian(of: gradient.program.loss, wrt: adjoint.tensor)
      let differences = try numeric.jacobianByDifferences(of: gradient.program.loss, wrt: adjoint.tensor, step: 1e-3)
      let agrees = own.map { $0.isClose(to: dual, within: 1e-9) && $0.isClose(to: differences, within: tolerance) }
      if agrees != true { wrong.append(adjoint.definition.description) }
    }
    return wrong
  }
}

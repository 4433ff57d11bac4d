@testable import IndexCalculus
@testable import LayerGraph

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

import IndexCalculus
import LayerGraph
import Testing
import Verification

/// Whole graphs against values of other software: losses, activations, residual sums.
struct GraphGoldenTests {
  static let perceptrons: [(String, Graph)] = [
    (
      "mlp_tanh",
      Graph("Tanh") {
        Input("X", features: 5, differentiated: true)
        Affine("W1", "b1", outputs: 4).named("Z1")
        Tanh()
        Affine("W2", "b2", outputs: 3).named("Z")
        SoftMax()
        CrossEntropy(.classIndices("classes"))
      }
    ),
    (
      "mlp_relu",
      Graph("ReLU") {
        Input("X", features: 5, differentiated: true)
        Affine("W1", "b1", outputs: 4).named("Z1")
        ReLU()
        Affine("W2", "b2", outputs: 3).named("Z")
        SoftMax()
        CrossEntropy(.classIndices("classes"))
      }
    ),
  ]

  @Test(arguments: perceptrons.map(\.0)) func `A perceptron's derivatives agree with other software`(name: String) throws {
    let golden = try GoldenFile.testCase(name, in: "mlp")
    let graph = try #require(Self.perceptrons.first { $0.0 == name }).1.wired()
    var values: [TensorSymbol: DenseTensor<Double>] = [:]
    for symbol in graph.program.inputs + graph.program.parameters { values[symbol] = try golden.input(symbol.name) }
    let labels = [graph.program.targets[0]: try golden.integers("classes")]
    let gradients = try graph.differentiated()
    var evaluator = GraphSample(rows: 6, values: values, labels: labels).evaluator()
    try evaluator.run(graph.program.definitions + gradients.adjoints.map(\.definition))
    let loss = try #require(evaluator.tensors[graph.program.loss])
    expect(loss, agreesWith: try golden.output("loss"), "loss")
    for (output, _) in golden.outputs where output.hasPrefix("dloss_d") {
      let symbol = try #require(graph.tensor(named: "∂\(graph.program.loss)/∂\(output.dropFirst(7))"))
      let value = try #require(evaluator.tensors[symbol])
      expect(value, agreesWith: try golden.output(output), within: 1e-13, Comment(rawValue: output))
    }
  }

  static let functions: [(String, @Sendable (Expression) -> Expression)] = [
    ("exp", { exp($0) }), ("log", { log($0) }), ("sqrt", { sqrt($0) }), ("tanh", { tanh($0) }),
    ("sigmoid", { sigmoid($0) }), ("abs", { abs($0) }), ("sin", { sin($0) }), ("cos", { cos($0) }),
    ("erf", { erf($0) }), ("softplus", { softplus($0) }), ("relu", { select($0 .> 0, $0, 0) }),
    ("gelu", { $0 * (1 + erf($0 / sqrt(2))) / 2 }), ("silu", { $0 * sigmoid($0) }),
    ("leaky_relu", { select($0 .> 0, $0, 0.01 * $0) }), ("elu", { select($0 .> 0, $0, exp($0) - 1) }),
    ("mish", { $0 * tanh(softplus($0)) }),
  ]

  /// A derivative is written with the output that it has already; here it has to stand on its own.
  private static func derivative(
    of definition: TensorDefinition, named name: String, by x: TensorSymbol
  ) throws -> TensorDefinition {
    let result = try Derivation(of: definition, wrt: x).result
    let body = result.replacingAccesses { tensor, _ in tensor == definition.symbol ? definition.body : nil }
    return TensorDefinition(TensorSymbol(name, []), body)
  }

  @Test(arguments: functions.map(\.0))
  func `A function of each entry has the derivatives that other software finds`(name: String) throws {
    let golden = try GoldenFile.testCase(name, in: "elementwise")
    let function = try #require(Self.functions.first { $0.0 == name }).1
    let points = try golden.input("x")
    let x = TensorSymbol("x", [])
    let first = TensorDefinition(TensorSymbol("y", []), function(.access(x, [])))
    let second = try Self.derivative(of: first, named: "dy", by: x)
    let third = try Self.derivative(of: second, named: "d2y", by: x)
    for (position, point) in points.elements.enumerated() {
      var evaluator = Evaluator<Double>(tensors: [x: DenseTensor(shape: [], elements: [point])])
      try evaluator.run([first, second, third])
      for definition in [first, second, third] {
        let value = try #require(evaluator.tensors[definition.symbol]).elements[0]
        let known = try golden.output(definition.symbol.name).elements
        // Where the function itself loses digits, far out, so do its derivatives.
        let scale = min(1, known.reduce(0) { max($0, abs($1)) })
        let error = abs(value - known[position])
        #expect(error <= 1e-13 * max(scale, abs(known[position])), "\(name), \(definition.symbol) at \(point): \(value)")
      }
    }
  }
}

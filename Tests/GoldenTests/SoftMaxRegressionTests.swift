import ExampleModels
import IndexCalculus
import KernelRuntime
import LayerGraph
import Testing
import Verification

/// The first notebook: every derivative of softmax regression against values of other software.
struct SoftMaxRegressionTests {
  private static let graph = Graph("Iris") {
    Input("X", features: 4)
    Affine("W", "b", outputs: 3)
    SoftMax()
    CrossEntropy(.oneHot("Y"))
  }

  private static func sample(_ graph: WiredGraph, _ golden: GoldenFile.Case) throws -> GraphSample {
    var values: [TensorSymbol: DenseTensor<Double>] = [:]
    for name in ["X", "Y", "W", "b"] { values[try #require(graph.tensor(named: name))] = try golden.input(name) }
    return GraphSample(rows: try golden.input("X").shape[0], values: values, labels: [:])
  }

  private static func value(
    of first: String, wrt second: String, _ graph: WiredGraph, _ sample: GraphSample
  ) throws -> DenseTensor<Double> {
    let (root, tensor) = (try #require(graph.tensor(named: first)), try #require(graph.tensor(named: second)))
    return try sample.value(of: graph.differentiated().derivative(of: root, wrt: tensor), in: graph)
  }

  static let derivatives = [
    ("CE", "A", "dCE_dA"), ("A", "Z", "dA_dZ"), ("Z", "b", "dZ_db"), ("Z", "W", "dZ_dW"), ("CE", "Z", "dCE_dZ"),
    ("CE", "b", "dCE_db"), ("CE", "W", "dCE_dW"),
  ]

  @Test(arguments: derivatives) func `A derivative agrees with other software`(of: String, wrt: String, name: String) throws {
    let golden = try GoldenFile.testCase("five_rows", in: "softmax_regression_jacobians")
    let graph = try Self.graph.wired()
    let value = try Self.value(of: of, wrt: wrt, graph, Self.sample(graph, golden))
    expect(value, agreesWith: try golden.output(name), "∂\(of)/∂\(wrt)")
  }

  @Test func `Contractions of the dense Jacobians agree with other software`() throws {
    let golden = try GoldenFile.testCase("five_rows", in: "softmax_regression_jacobians")
    let graph = try Self.graph.wired()
    let sample = try Self.sample(graph, golden)
    func value(_ of: String, _ wrt: String) throws -> DenseTensor<Double> {
      try Self.value(of: of, wrt: wrt, graph, sample)
    }
    let byZ = try einsum("pq,pqrs->rs", value("CE", "A"), value("A", "Z"))
    expect(byZ, agreesWith: try golden.output("dCE_dZ"), "pq,pqrs->rs")
    expect(try einsum("rs,rst->t", byZ, value("Z", "b")), agreesWith: try golden.output("dCE_db"), "rs,rst->t")
    expect(try einsum("rs,rstu->tu", byZ, value("Z", "W")), agreesWith: try golden.output("dCE_dW"), "rs,rstu->tu")
  }

  @Test func `The Hessian of one row agrees with other software`() throws {
    let golden = try GoldenFile.testCase("hessian_one_row", in: "softmax_regression_jacobians")
    let graph = try Graph("Row") {
      Input("Z", features: 3, differentiated: true)
      SoftMax()
      CrossEntropy(.oneHot("Y"))
    }.wired()
    let (z, y) = (try #require(graph.tensor(named: "Z")), try #require(graph.tensor(named: "Y")))
    func row(_ name: String) throws -> DenseTensor<Double> {
      DenseTensor(shape: [1, 3], elements: try golden.input(name).elements)
    }
    let sample = GraphSample(rows: 1, values: [z: try row("z"), y: try row("y")], labels: [:])
    let hessian = try Self.value(of: "∂CE/∂Z", wrt: "Z", graph, sample)
    let flat = DenseTensor(shape: [3, 3], elements: hessian.elements)
    expect(flat, agreesWith: try golden.output("H"), within: 2e-14, "H")
    expect(try einsum("ij,j->i", flat, golden.input("v")), agreesWith: try golden.output("Hv"), within: 2e-13, "Hv")
  }

  @Test func `A Hessian-vector product by the weights agrees with other software`() throws {
    let golden = try GoldenFile.testCase("hessian_vector_product_W", in: "softmax_regression_jacobians")
    let graph = try Self.graph.wired()
    let sample = try Self.sample(graph, golden)
    let gradients = try graph.differentiated()
    let (gradient, weights) = (try #require(graph.tensor(named: "dCE/dW")), try #require(graph.tensor(named: "W")))
    let product = try gradients.derivative(of: gradient, wrt: weights).jacobianVectorProduct(knowing: gradients.knowledge)
    var evaluator = sample.evaluator()
    try evaluator.run(graph.program.definitions)
    evaluator.tensors[Derivation.tangent(of: weights)] = try golden.input("V")
    let value = try evaluator.tensor(product.body, extents: product.symbol.extents)
    expect(value, agreesWith: try golden.output("HV"), within: 2e-14, "HV")
  }

  @Test func `The compiled kernel agrees with other software on all of iris`() throws {
    let golden = try GoldenFile.testCase("softmax_regression_iris", in: "softmax_regression_iris")
    let (features, labels) = try IrisTable.load()
    let batch = try Iris<Double>.batch(X: features, Y: labels.oneHot())
    var model = Iris<Double>()
    try model.parameters.set("W", to: Tensor(shape: [4, 3], golden.input("W").elements))
    try model.parameters.set("b", to: Tensor(shape: [3], golden.input("b").elements))
    var gradient = ParameterVector<Iris<Double>>()
    var workspace = Workspace<Double>()
    let loss = model.lossAndGradient(batch, gradient: &gradient, workspace: &workspace)
    expect(DenseTensor(shape: [], elements: [loss]), agreesWith: try golden.output("CE"), "CE")
    for (name, output) in [("W", "dCE_dW"), ("b", "dCE_db")] {
      let tensor = try gradient.tensor(name)
      let value = DenseTensor(shape: tensor.shape, elements: tensor.elements)
      expect(value, agreesWith: try golden.output(output), within: 2e-14, "∂CE/∂\(name)")
    }
    let prediction = model.predict(batch.inputs)
    expect(DenseTensor(shape: [150, 3], elements: prediction.elements), agreesWith: try golden.output("A"), "A")
  }
}

import IndexCalculus
import LayerGraph
import Testing
import Verification

/// The second notebook: nodes with forward and backward.
struct NodeTests {
  static let layers: [(String, any GraphLayer)] = [
    ("softmax", SoftMax()), ("normalized_softmax", NormalizedSoftMax()),
    ("normalized_softmax_magnitude", NormalizedSoftMax(by: .greatestMagnitude)),
  ]

  private static func row(_ values: Double...) -> DenseTensor<Double> {
    DenseTensor(shape: [values.count], elements: values)
  }

  @Test(arguments: layers.map(\.0)) func `A node agrees with other software`(name: String) throws {
    let golden = try GoldenFile.testCase(name, in: "nodes")
    let layer = try #require(Self.layers.first { $0.0 == name }).1
    var node = try LayerNode(layer, features: 5)
    let v = try golden.input("v")
    expect(try node.forward(golden.input("x")), agreesWith: try golden.output("y"), "y")
    expect(try node.jacobian(), agreesWith: try golden.output("J"), within: 2e-14, "J")
    expect(try node.backward(v), agreesWith: try golden.output("vjp"), within: 5e-14, "vector-Jacobian product")
    expect(try node.jacobianVectorProduct(v), agreesWith: try golden.output("jvp"), within: 5e-14, "Jacobian-vector product")
  }

  @Test func `The notebook's gradient of a plain node comes out`() throws {
    var node = try LayerNode(SoftMax(), features: 5)
    let y = try node.forward(Self.row(0, 1, 2, 3, 4))
    let gradient = try node.backward(Self.row(1, 2, 3, 2, 1))
    let printed = [-0.00510617, 0.01780491, 0.1345273, 0.13156147, -0.27878751]
    #expect(zip(y.elements, [0.01165623, 0.03168492, 0.08612854, 0.23412166, 0.63640865]).allSatisfy { abs($0 - $1) < 5e-9 })
    #expect(zip(gradient.elements, printed).allSatisfy { abs($0 - $1) < 5e-9 })
  }

  /// The notebook multiplied the Jacobian from the wrong side, and checked it the same way round.
  @Test func `What the notebook calls a gradient is the other product`() throws {
    var node = try LayerNode(NormalizedSoftMax(), features: 5)
    _ = try node.forward(Self.row(0, 1, 4, 2, 3))
    let v = Self.row(1, 2, 3, 2, 1)
    let printed = [0.02596599, 0.04249374, -0.00692263, 0.01930594, -0.08084303]
    let right = [-0.02721609, 0.00166485, 0.04172728, 0.00213771, -0.05761647]
    #expect(zip(try node.jacobianVectorProduct(v).elements, printed).allSatisfy { abs($0 - $1) < 5e-9 })
    #expect(zip(try node.backward(v).elements, right).allSatisfy { abs($0 - $1) < 5e-9 })
  }

  @Test func `A matrix is worked on row by row`() throws {
    var single = try LayerNode(NormalizedSoftMax(), features: 3)
    var several = single
    let rows = [[1.0, 2, 4], [3, -1, 0.5]]
    let vectors = [[1.0, 0, 2], [-1, 0.5, 3]]
    let y = try several.forward(DenseTensor(shape: [2, 3], elements: rows.flatMap(\.self)))
    let gradient = try several.backward(DenseTensor(shape: [2, 3], elements: vectors.flatMap(\.self)))
    for row in 0..<2 {
      let own = try single.forward(DenseTensor(shape: [3], elements: rows[row]))
      let back = try single.backward(DenseTensor(shape: [3], elements: vectors[row]))
      #expect(own.elements == Array(y.elements[3 * row..<3 * row + 3]))
      #expect(back.elements == Array(gradient.elements[3 * row..<3 * row + 3]))
    }
  }

  @Test func `Of several greatest entries the first is the scale`() throws {
    var node = try LayerNode(NormalizedSoftMax(), features: 3)
    _ = try node.forward(Self.row(2, 2, 1))
    let jacobian = try node.jacobian()
    // By the second entry the scale does not change, so the derivative is the softmax's own over the scale.
    var plain = try LayerNode(SoftMax(), features: 3)
    _ = try plain.forward(Self.row(1, 1, 0.5))
    let own = try plain.jacobian()
    for row in 0..<3 { #expect(abs(jacobian[[row, 1]] - own[[row, 1]] / 2) < 1e-15) }
  }

  @Test func `A row whose scale is zero is taken as it is`() throws {
    var node = try LayerNode(NormalizedSoftMax(), features: 3)
    var plain = try LayerNode(SoftMax(), features: 3)
    let x = Self.row(-1, 0, -2)
    expect(try node.forward(x), agreesWith: try plain.forward(x), "y")
    expect(try node.backward(Self.row(1, 2, 3)), agreesWith: try plain.backward(Self.row(1, 2, 3)), "gradient")
  }

  /// Rows of numbers in, and rows of numbers out.
  @Test func `A layer of another shape is no node`() {
    struct Norm: Layer {
      var outputName: String { "R" }
      func define(_ x: Tensor) -> TensorFormula { TensorFormula([x.extents[0]]) { i in sum { j in pow(x[i, j], 2) } } }
    }
    #expect(
      throws: NodeError.layer("the layer gives a tensor of the shape m, where a node needs rows of numbers")
    ) { try LayerNode(Norm(), features: 3) }
  }

  @Test func `A node says what is asked wrongly`() throws {
    var node = try LayerNode(SoftMax(), features: 3)
    #expect(throws: NodeError.backwardBeforeForward) { try node.backward(Self.row(1, 2, 3)) }
    #expect(throws: NodeError.wrongShape(role: "x", expected: "3 or rows × 3", found: [4])) {
      try node.forward(Self.row(1, 2, 3, 4))
    }
    _ = try node.forward(Self.row(1, 2, 3))
    #expect(throws: NodeError.wrongShape(role: "the vector", expected: "3", found: [1, 3])) {
      try node.backward(DenseTensor(shape: [1, 3], elements: [1, 2, 3]))
    }
    #expect(throws: NodeError.layer("Affine needs a parameter or a target, which only a graph can give it")) {
      try LayerNode(Affine("W", "b", outputs: 2), features: 3)
    }
  }
}

import LayerGraph
import Testing

/// What can be declared.
struct GraphTests {
  private func names(_ tensors: [TensorSymbol]) -> [String] { tensors.map(\.name) }

  @Test func readsAChainFromTopToBottom() throws {
    let graph = try Graph("Iris") {
      Input("X", features: 4)
      Affine("W", "b", outputs: 3)
      SoftMax()
      CrossEntropy(.oneHot("Y"))
    }.wired()
    #expect(graph.nodes.map(\.layer) == ["Affine", "SoftMax", "CrossEntropy"])
    #expect(graph.nodes.map { names($0.inputs) } == [["X"], ["Z"], ["A"]])
    #expect(graph.nodes.map { names($0.operands) } == [["W", "b"], [], ["Y"]])
    #expect(graph.nodes.map(\.output.extents.shapeText) == ["m × 3", "m × 3", "1"])
    #expect(graph.program.parameters.map(\.extents.shapeText) == ["4 × 3", "3"])
    #expect(graph.program.loss.name == "CE")
    #expect(graph.program.prediction.name == "A")
  }

  @Test func numbersOutputsOfOneKind() throws {
    let graph = try Graph("G") {
      Input("X", features: 4)
      Affine("W1", "b1", outputs: 5)
      ReLU()
      Affine("W2", "b2", outputs: 5)
      ReLU()
      Affine("W3", "b3", outputs: 5)
      MeanSquare()
    }.wired()
    #expect(graph.nodes.map(\.output.name) == ["Z", "H", "Z2", "H2", "Z3", "L"])
  }

  @Test func joinsBranchesByName() throws {
    let graph = try Graph("Residual") {
      Input("X", features: 4)
      Affine("W1", "b1", outputs: 5)
      ReLU().named("left")
      Affine("W2", "b2", outputs: 5).from("X")
      Tanh().named("right")
      Add().from("left", "right")
      MeanSquare()
    }.wired()
    #expect(graph.nodes.map { names($0.inputs) } == [["X"], ["Z"], ["X"], ["Z2"], ["left", "right"], ["S"]])
    #expect(graph.program.consumers(of: graph.program.inputs[0]).count == 2)
    // Both branches get a gradient.
    #expect(try graph.differentiated().needed.map(\.tensor.name).contains("W1"))
    #expect(try graph.differentiated().needed.map(\.tensor.name).contains("W2"))
  }

  @Test func addsAnyNumberOfTensors() throws {
    let graph = try Graph("G") {
      Input("X", features: 4)
      Tanh().named("P")
      Sigmoid().named("Q")
      Affine("W", "b", outputs: 4)
      Add().from(["X", "P", "Z"])
      MeanSquare()
    }
    #expect(try graph.wired().program.definitions[3].description == "S_ij = P_ij + X_ij + Z_ij")
  }

  @Test func addsATensorToItself() throws {
    let graph = try Graph("G") {
      Input("X", features: 4)
      Affine("W", "b", outputs: 5)
      Add().from("Z", "Z")
      MeanSquare()
    }.wired()
    #expect(graph.program.definitions[1].description == "S_ij = Z_ij + Z_ij")
  }

  @Test func sharesParametersOfOneName() throws {
    let graph = try Graph("Tied") {
      Input("X", features: 4)
      Affine("W", "b", outputs: 4)
      Affine("W", "b", outputs: 4).sharingParameters()
      Affine("W", "c", outputs: 4).sharingParameters()
      MeanSquare()
    }.wired()
    #expect(names(graph.program.parameters) == ["W", "b", "c"])
    #expect(graph.nodes.map { names($0.operands) } == [["W", "b"], ["W", "b"], ["W", "c"], []])
  }

  @Test func takesSeveralInputs() throws {
    let graph = try Graph("Two") {
      Input("X", features: 4)
      Input("V", features: [2, 3], differentiated: true)
      AnyLayer { scope throws(LayerError) in
        let (x, v) = (try scope.input(0), try scope.input(1))
        return x.map { i, j in x[i, j] * sum { k in sum { l in v[i, k, l] } } }
      }.from("X", "V")
      Affine("W", "b", outputs: 4)
      MeanSquare()
    }.wired()
    #expect(names(graph.program.inputs) == ["X", "V"])
    #expect(graph.program.inputs.map(\.extents.shapeText) == ["m × 4", "m × 2 × 3"])
    #expect(names(graph.differentiatedInputs) == ["V"])
  }

  @Test(arguments: [0, 1, 3]) func takesLoopsAndConditions(depth: Int) throws {
    let graph = try Graph("Deep") {
      let width = 5
      Input("X", features: 4)
      for level in 0..<depth {
        Affine("W\(level)", "b\(level)", outputs: width)
        if level.isMultiple(of: 2) { ReLU() } else { Tanh() }
      }
      if depth == 0 { Sigmoid() }
      Affine("W", "b", outputs: 3)
      SoftMax()
      CrossEntropy(.classIndices("y"))
    }.wired()
    #expect(graph.nodes.count == (depth == 0 ? 4 : 2 * depth + 3))
    #expect(graph.program.parameters.count == 2 * depth + 2)
  }

  @Test func addsUpTwoLossesAndPredictsWhatTheFirstJudges() throws {
    let graph = try Graph("Heads") {
      Input("X", features: 4)
      Affine("W1", "b1", outputs: 3)
      SoftMax().named("A")
      CrossEntropy(.oneHot("Y"))
      Affine("W2", "b2", outputs: 2).from("X")
      SoftMax().named("B")
      CrossEntropy(.classIndices("y"))
      Add().from("CE", "CE2")
    }.wired()
    #expect(graph.program.loss.name == "S")
    #expect(graph.program.prediction.name == "A")
    let gradients = try graph.differentiated()
    #expect(gradients.adjoint(of: graph.program.parameters[0])?.definition.symbol.name == "∂S/∂W1")
  }

  @Test func grantsASumOnlyWhereTheTargetHasOne() throws {
    func sums(_ target: Target) throws -> Int {
      try Graph("G") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        SoftMax()
        CrossEntropy(target)
      }.wired().program.grantedSums.count
    }
    #expect(try sums(.oneHot("Y")) == 1)
    #expect(try sums(.distribution("Y")) == 1)
    #expect(try sums(.weights("Y")) == 0)
    // Here the sum follows from the definition.
    #expect(try sums(.classIndices("y")) == 0)
  }

  @Test func needsNoParametersForTheGradientOfAnInput() throws {
    let graph = try Graph("G") {
      Input("X", features: 4, differentiated: true)
      Tanh()
      MeanSquare()
    }.wired()
    #expect(try graph.differentiated().adjoint(of: graph.program.inputs[0]) != nil)
  }
}

import IndexCalculus
import LayerGraph
import Testing

@testable import KernelCompiler

/// Which loops the runtime's primitives take over.
struct LineOperationTests {
  /// What the primitives do in a step, and the tensors that other loops compute.
  private func step(of graph: Graph) throws -> (operations: [String], others: Set<String>) {
    let nest = try GraphKernels(compiling: graph.wired()).lossAndGradient
    var operations: [String] = []
    var others: Set<String> = []
    for statement in nest.statements {
      guard case .formula(_, let body) = statement else { continue }
      for loop in body {
        if let operation = LineOperation(loop, nest) {
          operations.append(Self.text(operation))
        } else if case .loop = loop {
          others.formUnion(loop.written.map(\.name))
        }
      }
    }
    return (operations, others)
  }

  private static func text(_ operation: LineOperation) -> String {
    switch operation {
    case .map(let target, let scale, let product, let addend):
      "\(target.name) = \(scale == .one ? "" : "\(scale) · ")\(text(product))" + (addend.map { " + \(text($0))" } ?? "")
    case .add(let target, let scale, let lines): "\(target.name) += \(scale) \(lines.name)"
    case .raise(let target, let lines): "\(target.name) max= \(lines.name)"
    }
  }

  private static func text(_ term: LineOperation.Term) -> String {
    let operands = term.operands.map {
      switch $0 {
      case .entries(let tensor): "\(tensor.name)_ij"
      case .everyLine(let tensor): "\(tensor.name)_i"
      case .everyLane(let tensor): "\(tensor.name)_j"
      }
    }
    return (["\(term.scale)"] + operands).joined(separator: " ")
  }

  @Test func `A classifier's shift, sum, largest and scale`() throws {
    let graph = Graph("Classifier") {
      Input("X", features: 4)
      Affine("W", "b", outputs: 3)
      SoftMax()
      CrossEntropy(.classIndices("y"))
    }
    #expect(
      try step(of: graph).operations == [
        "Z = 1 b_j", "ZMax max= Z", "expZShifted = 1 Z_ij + −1 ZMax_i", "sumExpZShifted += 1 expZShifted",
        "∂CE/∂Z = 1/m inverseSumExpZShifted_i expZShifted_ij",
      ])
  }

  @Test func `A choice is left to a loop`() throws {
    let graph = Graph("Perceptron") {
      Input("X", features: 4)
      Affine("W1", "b1", outputs: 3)
      ReLU()
      Affine("W2", "b2", outputs: 3)
      SoftMax()
      CrossEntropy(.classIndices("y"))
    }
    let (operations, others) = try step(of: graph)
    #expect(others.isSuperset(of: ["H", "∂CE/∂Z"]))
    #expect(!operations.contains { $0.hasPrefix("H =") || $0.hasPrefix("∂CE/∂Z =") })
  }

  /// Layers that the package does not know.
  @Test func `Any formula of that kind`() throws {
    let graph = Graph("Mine") {
      Input("X", features: 3)
      Affine("W", "b", outputs: 3)
      RowCentring()
      Quartic()
    }
    let (operations, others) = try step(of: graph)
    #expect(
      operations == [
        "Z = 1 b_j", "sumZ += 1 Z", "C = 1/3 · −1 sumZ_i + 3 Z_ij", "sum += 1 ∂L/∂C", "∂L/∂Z = 1/3 · −1 sum_i + 3 ∂L/∂C_ij",
      ])
    #expect(others.contains("∂L/∂C"), "a cube is no product of two")
  }

  @Test func `A number for each feature, and a number on top`() throws {
    let graph = Graph("Mine") {
      Input("X", features: 3)
      Affine("W", "b", outputs: 3)
      Gain()
      SoftMax()
      CrossEntropy(.classIndices("y"))
    }
    #expect(try step(of: graph).operations.contains("G = 1 Z_ij γ_j + 2"))
  }

  /// Its place is found by comparing with the same formula, rounded the same way.
  @Test func `The maximum of a product is left to a loop`() throws {
    let graph = Graph("Mine") {
      Input("X", features: 3)
      Affine("W", "b", outputs: 3)
      LargestShare()
    }
    let (operations, others) = try step(of: graph)
    #expect(!operations.contains { $0.contains("max=") })
    #expect(others.contains("maxScaledZ"))
  }
}

private struct RowCentring: Layer {
  var outputName: String { "C" }

  func define(_ z: Tensor) -> TensorFormula {
    z.map { i, j in z[i, j] - sum { k in z[i, k] } / 3 }
  }
}

private struct Quartic: Layer {
  var outputName: String { "L" }

  func define(_ c: Tensor) -> TensorFormula {
    TensorFormula(sum { i in sum { j in c[i, j] * c[i, j] * c[i, j] * c[i, j] } } / c.rowCount)
  }
}

/// `G_ij = γ_j z_ij + 2`.
private struct Gain: GraphLayer {
  var outputName: String { "G" }

  func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let z = try scope.input()
    let gain = try scope.parameter("γ", [z.extents[1]])
    return z.map { i, j in gain[j] * z[i, j] + 2 }
  }
}

private struct LargestShare: Layer {
  var outputName: String { "L" }

  func define(_ z: Tensor) -> TensorFormula {
    TensorFormula(sum { i in max { k in z[i, k] / .constant(.pi) } } / z.rowCount)
  }
}

import Foundation
import LayerGraph
import Testing

@testable import KernelCompiler
@testable import LayerGraph

struct GeneratedNamesTests {
  private func text(_ graph: Graph) throws -> String { try KernelFile([GraphKernels(compiling: graph.wired())]).text }

  /// With threads that divide rows, and with some that divide columns.
  private static let graphs = [(4, 3), (200, 200)].map { features, classes in
    Graph("Classifier") {
      Input("X", features: features, differentiated: true)
      Affine("W1", "b1", outputs: classes)
      ReLU()
      Affine("W2", "b2", outputs: classes)
      NormalizedSoftMax(by: .greatestMagnitude)
      CrossEntropy(.oneHot("Y"))
    }
  }

  /// A tensor of such a name would hide what the code means by it.
  @Test(arguments: graphs) func `What the code calls by a name names no tensor`(graph: Graph) throws {
    let declared: Set = ["batch", "inputs", "loss", "lossAndGradient", "predict", "init"]
    let words: Set = ["switch", "in", "throws"]
    let called = try text(graph).split(separator: "\n")
      .filter { !$0.trimmingPrefix(while: \.isWhitespace).hasPrefix("//") && !$0.contains("\"") }
      .flatMap { $0.matches(of: #/(?:^|[^.@\w])([A-Za-z]\w*)(?=[(<])/#).map { String($0.output.1) } }
    let names = Set(called).subtracting(declared).subtracting(words).subtracting(["Classifier"])
    #expect(names.isSuperset(of: ["Team", "MatrixView", "Tensor", "Examples"]))
    for name in names.sorted() {
      #expect(throws: LayerError.self, "\(name)") { try NameTable.validate(name, as: "parameter") }
    }
  }

  @Test func `A parameter may be called as the gradient of an input`() throws {
    let graph = Graph("G") {
      Input("X", features: 4, differentiated: true)
      Affine("dX", "b", outputs: 3)
      SquaredError(.values("Y"))
    }
    let code = try text(graph)
    #expect(code.contains("let dX_ = ConstantView(parameters.pointer(at: 0), stride: 3)"))
    #expect(code.contains("= MatrixView(dX.mutablePointer(rows: rows, features: 4), stride: 4)"))
  }

  @Test func `A parameter may be called as a place in the workspace`() throws {
    let graph = Graph("G") {
      Input("X", features: 4)
      Affine("W", "dWSums", outputs: 3)
      SquaredError(.values("Y"))
    }
    let code = try text(graph)
    #expect(code.contains("let dWSums = layout.placeForParts(12)"))
    #expect(code.contains("let dWSums_ = ConstantView("))
  }

  /// A strip needs to know how long the lines are, even where its loops do not.
  @Test func `Where lines are cut into strips, their length is known`() throws {
    let graph = Graph("Gains") {
      Input("X", features: 140, differentiated: true)
      TransposedProduct()
      NormalizedSoftMax(by: .greatestMagnitude)
      Gains()
      SoftMax()
      CrossEntropy(.oneHot("Y"))
    }
    let phases = try text(graph).components(separatedBy: "team.run { part, thread in").dropFirst()
      .map { $0.components(separatedBy: "team.divide(")[0] }.filter { $0.contains("lanes: padded)") }
    #expect(!phases.isEmpty)
    for phase in phases { #expect(phase.contains("let padded = Tiling.padded(count)"), "\(phase)") }
  }
}

/// `Z_ij = Σ_k X_ik W_jk`, as many features as before.
private struct TransposedProduct: GraphLayer {
  var outputName: String { "Z" }

  func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let x = try scope.input()
    let w = try scope.parameter("W", [x.extents[1], x.extents[1]])
    return x.map { i, j in sum { k in x[i, k] * w[j, k] } }
  }
}

/// `G_ij = g_j X_ij + c_j`: its parameters' gradients are sums over rows, one for each feature.
private struct Gains: GraphLayer {
  var outputName: String { "G" }

  func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let x = try scope.input()
    let g = try scope.parameter("g", [x.extents[1]])
    let c = try scope.parameter("c", [x.extents[1]])
    return x.map { i, j in g[j] * x[i, j] + c[j] }
  }
}

import IndexCalculus
import KernelCompiler
import LayerGraph
import Testing

/// A smooth function that only this test knows.
private struct Bend: Layer {
  var outputName: String { "H" }

  func define(_ x: Tensor) -> TensorFormula { x.mapElements { $0 / sqrt(1 + pow($0, 2)) } }
}

struct LinearGrowthTests {
  private static func chain(layers: Int) throws -> GraphKernels {
    let graph = Graph("Chain") {
      Input("X", features: 6)
      for layer in 1...layers {
        Affine("W\(layer)", "b\(layer)", outputs: 6)
        Bend()
      }
      Affine("W", "b", outputs: 3)
      SoftMax()
      CrossEntropy(.classIndices("y"))
    }
    return try GraphKernels(compiling: graph.wired())
  }

  /// What a compiler's output is made of.
  private struct Size: Equatable {
    var nodes = 0
    var statements = 0
    var tensors = 0

    init(_ kernels: GraphKernels) {
      nodes = kernels.gradients.adjoints.reduce(0) { $0 + $1.definition.body.size }
      statements = kernels.lossAndGradient.passes.reduce(0) { $0 + $1.tile.count }
      tensors = kernels.lossAndGradient.buffers.count
    }
  }

  @Test func `A longer chain costs as much more as it is longer`() throws {
    let sizes = try [10, 50, 100].map { Size(try Self.chain(layers: $0)) }
    for size in [\Size.nodes, \Size.statements, \Size.tensors] {
      let (ten, fifty, hundred) = (sizes[0][keyPath: size], sizes[1][keyPath: size], sizes[2][keyPath: size])
      let perLayer = (fifty - ten) / 40
      #expect(perLayer > 0)
      #expect((fifty - ten) % 40 == 0, "every layer adds the same: \(ten), \(fifty), \(hundred)")
      #expect(hundred == fifty + 50 * perLayer, "\(ten), \(fifty), \(hundred)")
    }
  }

  /// Backwards through a chain, the gradients take turns in a few places of memory, and so do the temporaries.
  @Test func `The memory of a tile grows with the outputs that have to be kept alone`() throws {
    let slots = try [10, 20].map { try Self.chain(layers: $0).lossAndGradient.slotWidths.reduce(0, +) }
    #expect(slots[1] - slots[0] <= 10 * 6 * 2, "\(slots)")
  }

  @Test func `Equal graphs give equal text`() throws {
    let first = KernelFile([try Self.chain(layers: 5)]).text
    #expect(try KernelFile([Self.chain(layers: 5)]).text == first)
  }
}

import IndexCalculus
import LayerGraph
import Testing

@testable import KernelCompiler

struct PhaseTests {
  /// Two linear layers in a row, each too large for one core's cache.
  private static let linear = Graph("Linear") {
    Input("X", features: 200)
    Affine("W1", "b1", outputs: 200)
    Affine("W2", "b2", outputs: 200)
    SoftMax()
    CrossEntropy(.classIndices("y"))
  }

  /// A language model's head in small.
  private static let head = Graph("Head") {
    Input("X", features: 100, differentiated: true)
    Affine("W", "b", outputs: 200)
    SoftMax()
    CrossEntropy(.classIndices("y"))
  }

  private static let perceptron = Graph("Perceptron") {
    Input("X", features: 130)
    Affine("W1", "b1", outputs: 140)
    ReLU()
    Affine("W2", "b2", outputs: 3)
    SoftMax()
    CrossEntropy(.classIndices("y"))
  }

  private func kernels(_ graph: Graph) throws -> GraphKernels { try GraphKernels(compiling: graph.wired()) }

  /// The tensors that each phase writes, by their names.
  private func written(_ nest: LoopNest) -> [String] {
    nest.passes.flatMap(\.phases).map { phase in
      let names = phase.statements.reduce(into: Set<TensorSymbol>()) { $0.formUnion($1.written) }.map(\.name).sorted()
      return (phase.sharedStrip == nil ? "rows: " : "columns: ") + names.joined(separator: ", ")
    }
  }

  /// Threads have only columns of their own of what a phase computes: who reads others has to wait.
  @Test(arguments: [linear, head, perceptron])
  func `Nothing reads in a phase what other threads compute in it`(graph: Graph) throws {
    let nest = try kernels(graph).lossAndGradient
    let strips = nest.passes.flatMap(\.phases).compactMap(\.sharedStrip)
    #expect(strips.count >= 2)
    for strip in strips {
      for contraction in strip.body.flatMap(\.contractions) {
        let elsewhere = [contraction.left, contraction.right].filter { !$0.indices.contains(contraction.sharedAxis.index) }
        #expect(strip.written.isDisjoint(with: elsewhere.map(\.tensor)), "\(contraction.target.tensor)")
      }
    }
  }

  @Test func `A large sum over rows computes what it reads, and what else becomes of that`() throws {
    #expect(
      written(try kernels(Self.head).lossAndGradient) == [
        "columns: Z",
        "rows: CE, ZMax, ZShiftedAtY, expZShifted, inverseSumExpZShifted, logSumExpZShifted, sumExpZShifted, t",
        "columns: ∂CE/∂W, ∂CE/∂Z, ∂CE/∂b",
      ])
  }

  @Test func `What reads all columns waits until they are there`() throws {
    let nest = try #require(try kernels(Self.head).inputGradients)
    #expect(
      written(nest).suffix(3) == ["columns: ∂CE/∂W, ∂CE/∂Z, ∂CE/∂b", "columns: ∂CE/∂X", "rows: "])
  }

  @Test func `What becomes of a product's columns is done while they are near`() throws {
    #expect(written(try kernels(Self.perceptron).predict).first == "columns: H, Z")
  }

  /// What a sum needs that another phase needs too stays where both can have it.
  @Test func `A sum over the columns comes before what needs it`() throws {
    let phases = try kernels(Self.head).lossAndGradient.passes.flatMap(\.phases)
    let exponential = try #require(phases.firstIndex { $0.statements.contains(where: \.appliesFunction) })
    let gradient = try #require(phases.firstIndex { $0.statements.contains { $0.written.map(\.name).contains("∂CE/∂Z") } })
    #expect(exponential < gradient)
  }

  @Test func `Numbers for each column are summed once, not once for each part of the rows`() throws {
    let pass = try #require(try kernels(Self.head).lossAndGradient.passes.first)
    #expect(pass.sharedSums.map(\.name) == ["∂CE/∂b"])
    #expect(pass.privateSums.map(\.name) == ["CE"])
  }
}

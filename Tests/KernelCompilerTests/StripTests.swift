import IndexCalculus
import LayerGraph
import Testing

@testable import KernelCompiler

struct StripTests {
  private func strips(_ nest: LoopNest) -> [Strip] {
    nest.passes.flatMap(\.phases).filter { $0.sharedStrip == nil }.flatMap(\.statements).compactMap {
      if case .strip(let strip) = $0 { strip } else { nil }
    }
  }

  private func names(_ statements: [Statement]) -> [[String]] { statements.map { $0.written.map(\.name).sorted() } }

  private func kernels(classes: Int, features: Int = 200) throws -> GraphKernels {
    let graph = Graph("Head") {
      Input("X", features: features)
      Affine("W", "b", outputs: classes)
      SoftMax()
      CrossEntropy(.classIndices("y"))
    }
    return try GraphKernels(compiling: graph.wired())
  }

  @Test func `A function and the sum of its values go over the lines together`() throws {
    let strip = try #require(try strips(kernels(classes: 200).lossAndGradient).first)
    #expect(strip.lines == 200)
    #expect(names(strip.start) == [["sumExpZShifted"]])
    #expect(names(strip.body) == [["expZShifted"], ["sumExpZShifted"]])
  }

  /// In a prediction one follows the other.
  @Test func `What needs the maximum of all lines waits for it`() throws {
    let strips = try strips(kernels(classes: 200).predict)
    #expect(strips.count == 1)
    #expect(strips.allSatisfy { strip in !strip.written.map(\.name).contains("ZMax") })
  }

  @Test func `Few lines stay near anyway`() throws {
    #expect(try strips(kernels(classes: 10, features: 3_000).lossAndGradient).isEmpty)
  }

  @Test func `Small tiles stay near anyway`() throws {
    #expect(try strips(kernels(classes: 100, features: 4).lossAndGradient).isEmpty)
  }

  // MARK: - Work line by line

  private let z = TensorSymbol("Z", [.rows, .fixed(100)])
  private let a = TensorSymbol("A", [.rows, .fixed(100)])
  private let total = TensorSymbol("total", [.rows])
  private static let y = TensorSymbol("y", [.rows], element: .place(on: .fixed(100)))
  private let lane = Index.free(0)
  private let line = Index.free(1)

  /// What is done with every entry of 100 lines.
  private func work(onEntries update: Update) -> LineWork? {
    let loop = Statement.loop(
      Loop(index: line, range: .count(100)), [.loop(Loop(index: lane, range: .lanes(padded: true)), [.update(update)])])
    return LineWork(.formula([], [loop]), tiles: [z, a, total])
  }

  private func update(
    _ target: TensorSymbol, _ positions: [IndexTerm], _ combination: Update.Combination, _ value: Expression
  ) -> Update {
    Update(target: target, positions: positions, combination: combination, value: value)
  }

  @Test func `An entry of the same line is near`() {
    let found = work(onEntries: update(a, [.index(lane), .index(line)], .set, .access(z, [.index(lane), .index(line)])))
    #expect(found?.lines == 100)
    #expect(found?.isIndependent == true)
  }

  @Test func `A sum over the lines is complete after the last`() {
    let found = work(onEntries: update(total, [.index(lane)], .add, .access(z, [.index(lane), .index(line)])))
    #expect(found?.accumulated == [total])
    #expect(found?.isIndependent == false)
  }

  @Test(arguments: [IndexTerm.constant(0), .element(y, [.index(.free(0))])])
  func `An entry of another line is not near`(place: IndexTerm) {
    #expect(work(onEntries: update(a, [.index(lane), .index(line)], .set, .access(z, [.index(lane), place]))) == nil)
  }

  @Test func `A place that a row names is in one line`() {
    let place = IndexTerm.element(Self.y, [.index(lane)])
    let rows = Loop(index: lane, range: .lanes(padded: false))
    func work(reading other: IndexTerm) -> LineWork? {
      let update = update(a, [.index(lane), place], .add, .access(z, [.index(lane), other]))
      return LineWork(.formula([], [.loop(rows, [.update(update)])]), tiles: [z, a, total])
    }
    #expect(work(reading: place)?.isScattered == true)
    #expect(work(reading: .constant(3)) == nil)
  }
}

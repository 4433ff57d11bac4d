import IndexCalculus
import Testing

@testable import KernelCompiler

/// What the printer and the interpreter rely on.
struct ValidationTests {
  private static let x = TensorSymbol("X", [.rows, .fixed(3)])
  private static let h = TensorSymbol("H", [.rows, .fixed(3)])
  private static let entry = Expression.access(x, [.free(0), .free(1)])

  private func nest(_ value: Expression, in loops: [Loop]) -> LoopNest {
    let update = Statement.update(
      Update(target: Self.h, positions: [.free(0), .free(1)], combination: .set, value: value))
    let statement = loops.reversed().reduce(update) { .loop($1, [$0]) }
    return LoopNest(name: "n", buffers: [], passes: [], epilogue: [statement], slotWidths: [], tileRows: 64)
  }

  private static let loops = [
    Loop(index: .free(1), range: .count(3)), Loop(index: .free(0), range: .lanes(padded: true)),
  ]

  @Test func `A value in its loops is taken`() throws {
    _ = try nest(Self.entry, in: Self.loops).validated()
  }

  private static let faults: [Expression] = [
    .reduction(.sum, over: .free(1), extent: .fixed(3), entry), .access(x, [.free(0)]), .access(x, [.free(0), .free(2)]),
    .access(x, [.free(0), .argmax(over: .free(1), extent: .fixed(3), entry)]),
  ]

  @Test(arguments: faults) func `A value that no loop can compute is refused`(value: Expression) {
    #expect(throws: CompilerError.self) { try nest(value, in: Self.loops).validated() }
  }

  @Test func `An index without its loop is refused`() {
    #expect(throws: CompilerError.self) { try nest(Self.entry, in: Self.loops.dropLast()).validated() }
  }

  @Test func `A sum over the rows into a tensor with rows is refused`() {
    let sum = LaneSum(target: Self.h, positions: [.free(0), .free(1)], factors: [Self.entry], scale: .one)
    let statement = Self.loops.reversed().reduce(Statement.sumLanes(sum)) { .loop($1, [$0]) }
    let nest = LoopNest(name: "n", buffers: [], passes: [], epilogue: [statement], slotWidths: [], tileRows: 64)
    #expect(throws: CompilerError.self) { try nest.validated() }
  }
}

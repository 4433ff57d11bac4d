import AllocationCounting
import ExampleModels
import KernelRuntime
import SeededRandom
import Testing

/// A step works in memory that is there already.
@Suite(.enabled(if: allocations_of_this_thread() >= 0, "counts with glibc only"))
struct AllocationTests {
  private func allocations<Model: GeneratedModel>(inStepsOf _: Model.Type, rows: Int) throws -> Int {
    var generator = SplitMix64(seed: 3)
    let model = try Model.random(using: &generator)
    let batch = try Model.randomBatches(rows: rows, using: &generator)(0..<rows)
    var workspace = Workspace<Model.Scalar>()
    var gradient = ParameterVector<Model>()
    _ = model.lossAndGradient(batch, gradient: &gradient, workspace: &workspace)
    let before = allocations_of_this_thread()
    for _ in 0..<5 { _ = model.lossAndGradient(batch, gradient: &gradient, workspace: &workspace) }
    return allocations_of_this_thread() - before
  }

  /// - Parameter rows: so few that one thread takes them, and enough for several.
  @Test(arguments: [8, 1_500]) func `A step allocates nothing`(rows: Int) throws {
    #expect(try allocations(inStepsOf: Iris<Double>.self, rows: rows) == 0)
    #expect(try allocations(inStepsOf: Digits<Float>.self, rows: rows) == 0)
    #expect(try allocations(inStepsOf: Residual<Double>.self, rows: rows) == 0)
    #expect(try allocations(inStepsOf: Counts<Float>.self, rows: rows) == 0)
  }

  @Test func `What is allocated is counted`() {
    let before = allocations_of_this_thread()
    let array = [Int](repeating: 1, count: 1_000)
    #expect(array.count == 1_000)
    #expect(allocations_of_this_thread() > before)
  }
}

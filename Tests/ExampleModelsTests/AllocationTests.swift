import AllocationCounting
import ExampleModels
import KernelRuntime
import SeededRandom
import Testing

/// A step works in memory that is there already.
@Suite(.enabled(if: allocations_of_this_thread() >= 0, "counts with glibc only"))
struct AllocationTests {
  private func allocations<Model: GeneratedModel>(inStepsOf type: Model.Type, rows: Int) throws -> Int {
    var workspace = Workspace<Model.Scalar>()
    var gradient = ParameterVector<Model>()
    return try allocations(of: type, rows: rows) { model, batch in
      _ = model.lossAndGradient(batch, gradient: &gradient, workspace: &workspace)
    }
  }

  /// Those of five steps after the first one.
  private func allocations<Model: GeneratedModel>(
    of _: Model.Type, rows: Int, step: (Model, Batch<Model>) -> Void
  ) throws -> Int {
    var generator = SplitMix64(seed: 3)
    let model = try Model.random(using: &generator)
    let batch = try Model.randomBatches(rows: rows, using: &generator)(0..<rows)
    step(model, batch)
    let before = allocations_of_this_thread()
    for _ in 0..<5 { step(model, batch) }
    return allocations_of_this_thread() - before
  }

  /// - Parameter rows: so few that one thread takes them, and enough for several.
  @Test(arguments: [8, 1_500]) func `A step allocates nothing`(rows: Int) throws {
    #expect(try allocations(inStepsOf: Iris<Double>.self, rows: rows) == 0)
    #expect(try allocations(inStepsOf: Digits<Float>.self, rows: rows) == 0)
    #expect(try allocations(inStepsOf: Residual<Double>.self, rows: rows) == 0)
    #expect(try allocations(inStepsOf: Counts<Float>.self, rows: rows) == 0)
    #expect(try allocations(inStepsOf: Centred<Float>.self, rows: rows) == 0, "several passes over the rows")
  }

  @Test(arguments: [8, 1_500]) func `The gradient to an input allocates nothing either`(rows: Int) throws {
    var workspace = Workspace<Float>()
    var gradient = ParameterVector<Words<Float>>()
    var dX = Tensor<Float>(shape: [rows, 64])
    let count = try allocations(of: Words<Float>.self, rows: rows) { model, batch in
      _ = model.lossAndGradient(batch, gradient: &gradient, dX: &dX, workspace: &workspace)
    }
    #expect(count == 0)
  }

  @Test func `A prediction into a tensor of its shape allocates nothing`() throws {
    var workspace = Workspace<Float>()
    var prediction = Tensor<Float>(shape: [8, 10])
    let count = try allocations(of: Digits<Float>.self, rows: 8) { model, batch in
      model.predict(batch.inputs, into: &prediction, workspace: &workspace)
    }
    #expect(count == 0)
  }

  @Test func `What is allocated is counted`() {
    let before = allocations_of_this_thread()
    let array = [Int](repeating: 1, count: 1_000)
    #expect(array.count == 1_000)
    #expect(allocations_of_this_thread() > before)
  }
}

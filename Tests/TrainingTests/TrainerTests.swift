import KernelRuntime
import SeededRandom
import Testing

@testable import Training

struct TrainerTests {
  typealias Iris<Scalar: KernelScalar> = SoftMaxRegression<Scalar, IrisShape>
  typealias Digits = SoftMaxRegression<Double, DigitsShape>

  static func iris<Scalar: KernelScalar>() throws -> Batch<Iris<Scalar>> {
    let table = try CommaSeparatedTable(contentsOf: TestFiles.data("iris.csv"))
    return try Dataset(table, label: "species", for: Iris<Scalar>.signature).batch()
  }

  static func trained<Scalar: KernelScalar>(
    rate: Scalar, steps: Int, batchSize: Int? = nil, seed: UInt64 = 0
  ) throws -> Trainer<Iris<Scalar>, GradientDescent<Scalar>> {
    var trainer = Trainer(
      Iris<Scalar>(), optimizer: GradientDescent(rate: rate), batch: try iris(), batchSize: batchSize,
      generator: SplitMix64(seed: seed))
    try trainer.run(steps: steps)
    return trainer
  }

  /// The value that NumPy gives for the same steps.
  @Test func reachesTheKnownLossOfIris() throws {
    let double = try Self.trained(rate: 0.1 as Double, steps: 1000).evaluation()
    #expect(abs(double.loss - 0.12588743412654976) < 1e-12)
    #expect(double.right == 148)
    let float = try Self.trained(rate: 0.1 as Float, steps: 1000).evaluation()
    #expect(abs(float.loss - 0.12588743) < 1e-5)
    #expect(float.right == 148)
  }

  /// The value that NumPy gives for the same steps.
  @Test func reachesTheKnownLossOfDigits() throws {
    let table = try CommaSeparatedTable(contentsOf: TestFiles.data("digits.csv"))
    let dataset = try Dataset<Double>(table, label: "digit", for: Digits.signature).dividingFeatures(by: 16)
    var trainer = Trainer(
      Digits(), optimizer: GradientDescent(rate: 0.5), batch: try dataset.batch())
    try trainer.run(steps: 500)
    let evaluation = try trainer.evaluation()
    #expect(abs(evaluation.loss - 0.173435155883489) < 1e-10)
    #expect(evaluation.right == 1737)
    #expect(evaluation.rows == 1797)
  }

  @Test func reportsEveryStepWithTheLossBeforeIt() throws {
    var trainer = Trainer(Iris<Double>(), optimizer: GradientDescent(rate: 0.1), batch: try Self.iris())
    var reported: [(Int, Double)] = []
    try trainer.run(steps: 2) { reported.append(($0, $1)) }
    #expect(reported.map(\.0) == [1, 2])
    #expect(abs(reported[0].1 - 1.0986122886681098) < 1e-12)
    #expect(reported[1].1 < reported[0].1)
    #expect(trainer.steps == 2)
  }

  @Test func repeatsARunExactly() throws {
    let first = try Self.trained(rate: 0.1 as Double, steps: 50, batchSize: 32, seed: 1)
    let second = try Self.trained(rate: 0.1 as Double, steps: 50, batchSize: 32, seed: 1)
    let other = try Self.trained(rate: 0.1 as Double, steps: 50, batchSize: 32, seed: 2)
    #expect(ParameterFileTests.isEqual(first.model.parameters, second.model.parameters))
    #expect(!ParameterFileTests.isEqual(first.model.parameters, other.model.parameters))
  }

  @Test(arguments: [150, 1_000]) func takesAllRowsInABatchThatHoldsThem(batchSize: Int) throws {
    let whole = try Self.trained(rate: 0.1 as Double, steps: 5)
    let large = try Self.trained(rate: 0.1 as Double, steps: 5, batchSize: batchSize)
    #expect(ParameterFileTests.isEqual(whole.model.parameters, large.model.parameters))
  }

  /// `w` is (-2)ⁿ after n steps, so the loss 4ⁿ exceeds `Float` in step 65.
  @Test(arguments: [nil, 3]) func stopsAtALossThatIsNotFinite(batchSize: Int?) throws {
    var trainer = Trainer(
      Parabola(w: 1), optimizer: GradientDescent(rate: 1.5), batch: try Parabola.batch(rows: 10), batchSize: batchSize)
    let error = #expect(throws: TrainingError.self) { try trainer.run(steps: 100) }
    #expect(error == .lossNotFinite(step: 65, loss: .infinity))
    #expect(
      error?.description
        == "the loss is inf at step 65: lower the rate, or bring the features into a small range by dividing them")
    #expect(trainer.steps == 64)
    #expect(trainer.model.w == 0x1p64)
  }

  /// `√|w|` has the value 0 at 0, and no derivative.
  @Test func stopsAtAGradientThatIsNotFinite() throws {
    var trainer = Trainer(Cusp(), optimizer: GradientDescent(rate: 1), batch: try Cusp.batch())
    let error = #expect(throws: TrainingError.self) { try trainer.step() }
    #expect(
      error?.description
        == "the loss has a value at step 1, but its gradient is not finite: start from other parameters, such as random ones")
    #expect(trainer.steps == 0)
    #expect(trainer.model.parameters.withElements { $0.allSatisfy { $0 == 0 } })
  }

  @Test func refusesAFinalLossThatIsNotFinite() throws {
    var trainer = Trainer(
      Parabola(w: 1), optimizer: GradientDescent(rate: 1.5), batch: try Parabola.batch(rows: 10))
    try trainer.run(steps: 63)
    #expect(try trainer.evaluation().loss == 0x1p126)
    try trainer.run(steps: 1)
    #expect(throws: TrainingError.lossNotFinite(step: 64, loss: .infinity)) { try trainer.evaluation() }
  }
}

private struct Cusp: GeneratedModel {
  static let signature = ModelSignature(
    inputs: [.init(name: "X", features: [1])], parameters: [.init(name: "w", shape: [1])])

  var parameters = ParameterVector<Self>()

  static func batch() throws -> Batch<Self> { try Batch(Examples(inputs: [Tensor<Double>(shape: [1, 1])])) }

  func loss(_ batch: Batch<Self>, workspace: inout Workspace<Double>) -> Double {
    abs(parameters.pointer(at: 0)[0]).squareRoot()
  }

  func lossAndGradient(
    _ batch: Batch<Self>, gradient: inout ParameterVector<Self>, workspace: inout Workspace<Double>
  ) -> Double {
    let loss = loss(batch, workspace: &workspace)
    gradient.mutablePointer(at: 0)[0] = 0.5 / loss
    return loss
  }

  func predict(_ inputs: Inputs<Self>, into prediction: inout Tensor<Double>, workspace: inout Workspace<Double>) {}
}

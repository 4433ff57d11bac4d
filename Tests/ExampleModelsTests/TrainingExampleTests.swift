import ExampleModels
import Foundation
import KernelRuntime
import ProgramRunning
import Testing
import Training

/// What Documentation/Training.md shows.
struct TrainingExampleTests {
  @Test func `A program trains, evaluates and saves a model`() throws {
    let path = packageFolder().appending(path: "data/iris.csv").path
    try Program.inTemporaryFolder { folder in
      let output = folder + "/iris.safetensors"
      let losses = try Self.train(path, output)
      #expect(losses.last ?? .nan < losses[0])
      let file = try ParameterFile(contentsOf: output)
      #expect(try file.usage().classNames == ["setosa", "versicolor", "virginica"])
      let parameters = try file.parameters(of: Iris<Double>.self)
      #expect(parameters.withElements { $0.contains { $0 != 0 } })
    }
  }

  /// - Returns: the losses of all steps.
  private static func train(_ path: String, _ output: String) throws -> [Double] {
    var printed: [Double] = []
    func print(_ values: Any...) { printed += values.compactMap { $0 as? Double } }

    let table = try CommaSeparatedTable(contentsOf: path)
    let dataset = try Dataset<Double>(table, label: "species", for: Iris<Double>.signature)
    let batch = try dataset.batch(for: Iris<Double>.self)

    var generator = SplitMix64(seed: 1)
    let start = Iris<Double>(parameters: Initialization.glorotUniform.parameters(generator: &generator))
    var trainer = Trainer(start, optimizer: GradientDescent(rate: 0.05), batch: batch, batchSize: 30)
    try trainer.run(steps: 200) { step, loss in print(step, loss) }

    var model = trainer.model
    let outcome = try model.fit(to: batch, by: LimitedMemoryBFGS(tolerance: 1e-6), penalties: ["W": 0.01])
    let evaluation = Evaluation(of: model, on: batch)
    print(outcome.iterations, evaluation.loss, evaluation.accuracy ?? 0)

    let usage = ParameterFile.Usage(classNames: dataset.classNames ?? [])
    try ParameterFile.write(model.parameters, to: output, usage: usage)
    let losses = Array(printed.dropLast(2))
    #expect(outcome.isConverged && evaluation.accuracy ?? 0 > 0.95)

    var gradient = ParameterVector<Iris<Double>>()
    var workspace = Workspace<Double>()  // grows at the first step and is used again
    let loss = model.lossAndGradient(batch, gradient: &gradient, workspace: &workspace)
    print(loss, try gradient.tensor("b").elements)
    #expect(loss == evaluation.loss)
    return losses
  }
}

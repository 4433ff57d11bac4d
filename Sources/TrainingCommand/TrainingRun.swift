import KernelRuntime
import SeededRandom
import Training

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// One run of the command for one model: check, read, train, evaluate, write, in that order.
struct TrainingRun<Model: GeneratedModel> {
  typealias Scalar = Model.Scalar

  let options: TrainingOptions

  /// Trains and, if asked to, writes the parameters. Nothing is written unless all before it went well.
  func report() throws -> TrainingReport<Scalar> {
    if let output = options.output { try checkOutput(output) }
    let rate = try scalar(options.rate, option: "--rate")
    let saved = try options.from.map { path in try ParameterFile(contentsOf: path) }
    let dataset = try dataset(classes: saved.map(Self.classes) ?? [])
    var generator = SplitMix64(seed: options.seed ?? 0)
    let model = Model(parameters: try initialParameters(saved, &generator))
    var trainer = Trainer(
      model, optimizer: GradientDescent(rate: rate), batch: try dataset.batch(for: Model.signature),
      batchSize: options.batch, generator: generator.split())
    try train(&trainer)
    let evaluation = try trainer.evaluation()
    try write(trainer.model.parameters, classes: dataset.classNames)
    return TrainingReport(
      graph: Model.signature.name, data: options.data, features: dataset.width, classes: dataset.classNames,
      scalar: options.scalar.rawValue, steps: trainer.steps, batch: options.batch, evaluation: evaluation,
      output: options.output)
  }

  private func train(_ trainer: inout Trainer<Model, GradientDescent<Scalar>>) throws(TrainingError) {
    var progress = ProgressLine(total: options.steps)
    defer { progress.finish() }
    try trainer.run(steps: options.steps) { step, loss in
      progress.update(step: step, loss: loss)
    }
  }

  private func dataset(classes: [String]) throws -> Dataset<Scalar> {
    let table = try CommaSeparatedTable(contentsOf: options.data)
    let dataset = try Dataset<Scalar>(
      table, label: options.label, for: Model.signature, classes: classes)
    guard let divisor = options.divideFeaturesBy else { return dataset }
    return dataset.dividingFeatures(by: try scalar(divisor, option: "--divide-features-by"))
  }

  private func initialParameters(
    _ saved: ParameterFile?, _ generator: inout SplitMix64
  ) throws -> ParameterVector<Scalar> {
    if let saved {
      // `--scalar` says which type is wanted, so a file of the other one is converted to it.
      return try saved.parameters(for: Model.signature, conversion: .betweenFloatAndDouble)
    }
    let initialization: Initialization = options.zero ? .zeros : .glorotUniform
    return initialization.parameters(Model.signature.parameters, generator: &generator)
  }

  private func checkOutput(_ output: String) throws {
    guard !FileAccess.isSameFile(output, options.data) else { throw TrainCommandError.outputIsData(path: output) }
    try ParameterFile.checkWritable(output)
  }

  private func scalar(_ value: Double, option: String) throws(TrainCommandError) -> Scalar {
    let scalar = Scalar(value)
    guard scalar.isFinite, scalar != 0 else {
      throw .optionOutOfRange(option: option, value: value, scalar: options.scalar.rawValue)
    }
    return scalar
  }

  // The classes' names travel with the parameters: without them nobody could say what the outputs stand for, and a
  // later run on rows in another order would number the classes differently.
  private static var classesKey: String { "classes" }

  private func write(_ parameters: ParameterVector<Scalar>, classes: [String]?) throws {
    guard let output = options.output else { return }
    var metadata = ["graph": Model.signature.name]
    if let classes {
      metadata[Self.classesKey] = String(decoding: try JSONEncoder().encode(classes), as: UTF8.self)
    }
    try ParameterFile.write(parameters, to: output, metadata: metadata)
  }

  /// None for a file that another program wrote.
  private static func classes(of file: ParameterFile) -> [String] {
    guard let text = file.metadata[classesKey] else { return [] }
    return (try? JSONDecoder().decode([String].self, from: Data(text.utf8))) ?? []
  }
}

import KernelRuntime
import SeededRandom
import Training

/// One run of the command for one model: check, read, train, evaluate, write, in that order.
struct TrainingRun<Model: GeneratedModel> {
  typealias Scalar = Model.Scalar

  let options: TrainingOptions

  /// Trains and, if asked to, writes the parameters. Nothing is written unless all before it went well.
  func report() throws -> TrainingReport<Scalar> {
    if let output = options.output { try checkOutput(output) }
    let rate = try scalar(options.rate, option: "--rate")
    let saved = try options.from.map { path in try ParameterFile(contentsOf: path) }
    var usage = try saved?.usage() ?? ParameterFile.Usage()
    if let divisor = options.divideFeaturesBy { usage.featureDivisor = divisor }
    let dataset = try dataset(usage)
    let batch = try dataset.batch(for: Model.self)
    var generator = SplitMix64(seed: options.seed ?? 0)
    var model = Model(parameters: try initialParameters(saved, &generator))
    let steps: Int
    if let until = options.until {
      steps = try minimize(&model, batch, until: until)
    } else {
      steps = try descend(&model, batch, rate: rate, generator.split())
    }
    let evaluation = try Evaluation(of: model, on: batch, afterSteps: steps)
    usage.classNames = dataset.classNames ?? []
    try write(model.parameters, usage)
    return TrainingReport(
      graph: Model.signature.name, data: options.data, features: dataset.width, classes: dataset.classNames,
      scalar: options.scalar.rawValue, steps: steps, batch: options.batch, evaluation: evaluation,
      output: options.output)
  }

  /// - Returns: the steps taken.
  private func descend(
    _ model: inout Model, _ batch: Batch<Model>, rate: Scalar, _ generator: SplitMix64
  ) throws(TrainingError) -> Int {
    var trainer = Trainer(
      model, optimizer: GradientDescent(rate: rate), batch: batch, batchSize: options.batch, generator: generator)
    var progress = ProgressLine(total: options.steps)
    defer { progress.finish() }
    try trainer.run(steps: options.steps) { step, loss in
      progress.update(step: step, loss: loss)
    }
    model = trainer.model
    return trainer.steps
  }

  /// - Returns: the steps taken.
  private func minimize(
    _ model: inout Model, _ batch: Batch<Model>, until tolerance: Double
  ) throws -> Int {
    var method = LimitedMemoryBFGS(tolerance: try scalar(tolerance, option: "--until"))
    method.iterationLimit = options.steps
    let penalty = try options.penalty.map { $0 == 0 ? 0 : try scalar($0, option: "--penalty") } ?? 0
    let penalized = Model.signature.parameters.filter { $0.shape.count > 1 }.map { ($0.name, penalty) }
    let outcome = try model.fit(to: batch, by: method, penalties: Dictionary(uniqueKeysWithValues: penalized))
    guard outcome.isConverged else {
      throw TrainCommandError.notConverged(
        gradient: Double(outcome.gradientNorm), wanted: tolerance, steps: outcome.iterations,
        isLimit: outcome.iterations == options.steps, scalar: options.scalar.rawValue)
    }
    return outcome.iterations
  }

  private func dataset(_ usage: ParameterFile.Usage) throws -> Dataset<Scalar> {
    let isFromFile = options.divideFeaturesBy == nil
    let divisor = try scalar(usage.featureDivisor, option: isFromFile ? "the file's divisor" : "--divide-features-by")
    let table = try CommaSeparatedTable(contentsOf: options.data)
    let dataset = try Dataset<Scalar>(table, label: options.label, for: Model.signature, classes: usage.classNames)
    return divisor == 1 ? dataset : dataset.dividingFeatures(by: divisor)
  }

  private func initialParameters(
    _ saved: ParameterFile?, _ generator: inout SplitMix64
  ) throws -> ParameterVector<Model> {
    if let saved {
      // `--scalar` says which type is wanted, so a file of the other one is converted to it.
      return try saved.parameters(conversion: .betweenFloatAndDouble)
    }
    let initialization: Initialization = options.zero ? .zeros : .glorotUniform
    return initialization.parameters(generator: &generator)
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

  private func write(_ parameters: ParameterVector<Model>, _ usage: ParameterFile.Usage) throws {
    guard let output = options.output else { return }
    try ParameterFile.write(parameters, to: output, usage: usage, metadata: ["graph": Model.signature.name])
  }
}

import KernelRuntime

/// How well a model does on a batch.
public struct Evaluation<Scalar: KernelScalar>: Sendable, Hashable {
  public let loss: Scalar
  public let rows: Int
  /// The rows whose greatest prediction is at the label; nil where the target is no choice between classes, or what is
  /// predicted does not have one number for each class.
  public let right: Int?

  /// The part of the rows that are right, `0 ... 1`.
  public var accuracy: Double? { right.map { Double($0) / Double(rows) } }

  public init(loss: Scalar, rows: Int, right: Int?) {
    self.loss = loss
    self.rows = rows
    self.right = right
  }

  /// The evaluation of a model that was trained.
  /// - Parameter steps: how many it took.
  /// - Throws: `TrainingError.lossNotFinite`.
  public init<Model: GeneratedModel>(
    of model: Model, on batch: Batch<Model>, afterSteps steps: Int
  ) throws(TrainingError) where Model.Scalar == Scalar {
    self.init(of: model, on: batch)
    guard loss.isFinite else { throw .lossNotFinite(step: steps, loss: Double(loss)) }
  }

  public init<Model: GeneratedModel>(of model: Model, on batch: Batch<Model>) where Model.Scalar == Scalar {
    var workspace = Workspace<Scalar>()
    loss = model.loss(batch, workspace: &workspace)
    rows = batch.rows
    let labels = Self.labels(batch)
    right = labels.map { labels in
      let predicted = model.predict(batch.inputs).greatestOfEachRow()
      return zip(predicted, labels).count { $0 == $1 }
    }
  }

  /// The class of each row, where the model predicts classes: the greatest entry of a target that has one column for each.
  private static func labels<Model: GeneratedModel>(_ batch: Batch<Model>) -> [Int]? where Model.Scalar == Scalar {
    guard let target = Model.signature.targets.first, Model.signature.targets.count == 1, target.takesClasses,
      Model.signature.prediction.features == [target.width]
    else { return nil }
    return batch.examples.labels.first?.values.map(Int.init) ?? batch.examples.values.first?.greatestOfEachRow()
  }
}

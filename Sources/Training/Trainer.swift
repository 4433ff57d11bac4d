import KernelRuntime
import SeededRandom

/// Improves one model's parameters, step by step.
///
/// A *step* is one update of the parameters. With mini-batches, an epoch is as many steps as it takes to see every row once.
public struct Trainer<Model: GeneratedModel, Method: Optimizer>: Sendable where Method.Scalar == Model.Scalar {
  public typealias Scalar = Model.Scalar

  /// The model with its parameters as they are after `steps` steps.
  public private(set) var model: Model
  public private(set) var optimizer: Method
  /// The number of steps taken.
  public private(set) var steps = 0

  private let batch: Batch<Model>
  private var miniBatches: MiniBatches<Model>?
  private var gradient = ParameterVector<Model>()
  private var workspace = Workspace<Scalar>()

  /// - Parameters:
  ///   - batch: all examples, with targets.
  ///   - batchSize: rows in each step; nil, or as many as there are, for all of them in their own order.
  ///   - generator: decides the order of the rows in mini-batches.
  /// - Precondition: `batchSize` is nil or at least 1.
  public init(
    _ model: Model, optimizer: Method, batch: Batch<Model>, batchSize: Int? = nil,
    generator: SplitMix64 = SplitMix64(seed: 0)
  ) {
    precondition(batchSize.map { $0 >= 1 } ?? true, "a mini-batch has at least one row")
    self.model = model
    self.optimizer = optimizer
    self.batch = batch
    if let batchSize, batchSize < batch.rows {
      miniBatches = MiniBatches(of: batch, size: batchSize, generator: generator)
    }
  }

  /// One update of the parameters. From the second epoch on it allocates nothing itself.
  /// - Returns: the loss over this step's rows *before* the update.
  /// - Throws: `TrainingError.lossNotFinite` or `.gradientNotFinite`, with the parameters left as they were.
  @discardableResult
  public mutating func step() throws(TrainingError) -> Scalar {
    let rows = nextBatch()
    let loss = model.lossAndGradient(rows, gradient: &gradient, workspace: &workspace)
    guard loss.isFinite else { throw .lossNotFinite(step: steps + 1, loss: Double(loss)) }
    guard gradient.isFinite else { throw .gradientNotFinite(step: steps + 1) }
    optimizer.update(&model.parameters, gradient: gradient)
    steps += 1
    return loss
  }

  /// Takes a number of steps, none or more.
  /// - Parameter report: is called after every step with the steps taken so far and the loss that `step()` returned.
  /// - Throws: `TrainingError`, at the first step that fails.
  public mutating func run(
    steps count: Int, report: (_ step: Int, _ loss: Scalar) -> Void = { _, _ in }
  ) throws(TrainingError) {
    for _ in 0..<max(count, 0) {
      let loss = try step()
      report(steps, loss)
    }
  }

  /// Loss and accuracy over all examples, with the parameters as they are now.
  /// - Throws: `TrainingError.lossNotFinite`.
  public func evaluation() throws(TrainingError) -> Evaluation<Scalar> {
    try Evaluation(of: model, on: batch, afterSteps: steps)
  }

  private mutating func nextBatch() -> Batch<Model> {
    // Through the optional, in place: a copy would take the rows' tensors with it.
    miniBatches?.next() ?? batch
  }
}

extension ParameterVector {
  /// Whether all entries are. Their sum tells, unless it overflows.
  fileprivate var isFinite: Bool {
    withElements { elements in
      guard let first = elements.baseAddress else { return true }
      return Scalar.sum(first, count: elements.count).isFinite || elements.allSatisfy(\.isFinite)
    }
  }
}

/// What the build plugin generates for each graph: parameters, and fused kernels over batches of rows.
public protocol GeneratedModel: Sendable {
  associatedtype Scalar: KernelScalar

  static var signature: ModelSignature { get }

  /// A model whose parameters are all zero.
  init()

  var parameters: ParameterVector<Self> { get set }

  /// The loss over a batch. Allocates nothing once `workspace` has grown to the graph's needs.
  func loss(_ batch: Batch<Self>, workspace: inout Workspace<Scalar>) -> Scalar

  /// The loss over a batch, and its gradient with respect to every parameter, written over `gradient`.
  func lossAndGradient(
    _ batch: Batch<Self>, gradient: inout ParameterVector<Self>, workspace: inout Workspace<Scalar>
  ) -> Scalar

  /// The prediction for each row, written over `prediction`, which gets the shape `rows × features` unless it has it.
  func predict(
    _ inputs: Inputs<Self>, into prediction: inout Tensor<Scalar>, workspace: inout Workspace<Scalar>
  )
}

extension GeneratedModel {
  public init(parameters: ParameterVector<Self>) {
    self.init()
    self.parameters = parameters
  }

  /// The prediction for each row.
  public func predict(_ inputs: Inputs<Self>) -> Tensor<Scalar> {
    var workspace = Workspace<Scalar>()
    var prediction = Tensor<Scalar>(shape: [inputs.rows] + Self.signature.prediction.features)
    predict(inputs, into: &prediction, workspace: &workspace)
    return prediction
  }
}

/// A graph's generated model at both precisions, so that a program can choose one at run time.
public struct ModelFamily: Sendable {
  public let signature: ModelSignature
  public let float: any GeneratedModel.Type
  public let double: any GeneratedModel.Type

  public init<Single: GeneratedModel, Twice: GeneratedModel>(float: Single.Type, double: Twice.Type)
  where Single.Scalar == Float, Twice.Scalar == Double {
    signature = Single.signature
    self.float = float
    self.double = double
  }
}

import BenchmarkModels
import KernelRuntime

/// A workload that is ready to take steps.
protocol PreparedStep: AnyObject {
  func step() -> Double
  func gradients() throws -> TensorFileWriter
  func extraMemory() throws -> Int
}

/// A generated model with its batch, and the memory that its steps use again.
class PreparedModel<Model: GeneratedModel>: PreparedStep {
  typealias Scalar = Model.Scalar

  let inputs: Tensor<Scalar>
  let batch: Batch<Scalar>
  var model = Model()
  var gradient = ParameterVector<Scalar>(Model.signature.parameters)
  var workspace = Workspace<Scalar>()

  init(_ file: TensorFile) throws {
    let signature = Model.signature
    inputs = try Tensor<Scalar>(shape: file.shape("X"), file.elements("X"))
    let labels = try ClassIndices(file.elements("y"), classes: signature.targets[0].width)
    batch = try Batch(inputs: [inputs], targets: [.classes(labels)], for: signature)
    for parameter in signature.parameters {
      let tensor = try Tensor<Scalar>(shape: parameter.shape, file.elements(parameter.name))
      try model.parameters.set(parameter.name, to: tensor)
    }
  }

  func step() -> Double {
    Double(model.lossAndGradient(batch, gradient: &gradient, workspace: &workspace))
  }

  func gradients() throws -> TensorFileWriter {
    var file = TensorFileWriter()
    for parameter in Model.signature.parameters {
      file.add(parameter.name, parameter.shape, try gradient.tensor(parameter.name).elements)
    }
    return file
  }

  /// The growth of resident memory at its peak during a first step, less the gradients.
  func extraMemory() throws -> Int {
    releaseMemory()
    let before = try ResidentMemory.startPeak()
    gradient = ParameterVector(Model.signature.parameters)
    _ = step()
    return max(0, try ResidentMemory.peak() - before - gradientBytes)
  }

  func releaseMemory() {
    gradient = ParameterVector([])
    workspace = Workspace()
  }

  var gradientBytes: Int { gradient.count * MemoryLayout<Scalar>.stride }
}

/// Models of graphs whose input is declared `differentiated: true` have this second kernel.
protocol DifferentiatesInput: GeneratedModel {
  func lossAndGradient(
    _ batch: Batch<Scalar>, gradient: inout ParameterVector<Scalar>, dX: inout Tensor<Scalar>,
    workspace: inout Workspace<Scalar>
  ) -> Scalar
}

extension LanguageHeadWithInput: DifferentiatesInput {}

final class PreparedModelWithInput<Model: DifferentiatesInput>: PreparedModel<Model> {
  private var dX = Tensor<Model.Scalar>(shape: [0])

  override func step() -> Double {
    Double(model.lossAndGradient(batch, gradient: &gradient, dX: &dX, workspace: &workspace))
  }

  override func gradients() throws -> TensorFileWriter {
    var file = try super.gradients()
    file.add("X", dX.shape, dX.elements)
    return file
  }

  override func releaseMemory() {
    super.releaseMemory()
    dX = Tensor(shape: [0])
  }

  override var gradientBytes: Int { super.gradientBytes + dX.count * MemoryLayout<Model.Scalar>.stride }
}

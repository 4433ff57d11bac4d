import BenchmarkModels
import KernelRuntime

/// A workload that is ready to take steps.
protocol PreparedStep: AnyObject {
  func step() -> Double
  func gradients() throws -> TensorFileWriter
  func extraMemory() throws -> Int
}

/// What a step writes, and works in.
struct StepMemory<Model: GeneratedModel> {
  var gradient = ParameterVector<Model>()
  var workspace = Workspace<Model.Scalar>()
  /// The gradient with respect to the input, where the model has it.
  var dX = Tensor<Model.Scalar>(shape: [0])

  var gradientBytes: Int { (gradient.count + dX.count) * MemoryLayout<Model.Scalar>.stride }
}

/// A generated model with its batch, and the memory that its steps use again.
class PreparedModel<Model: GeneratedModel>: PreparedStep {
  typealias Scalar = Model.Scalar

  let batch: Batch<Model>
  private var model = Model()
  private var memory: StepMemory<Model>?

  init(_ file: TensorFile) throws {
    let signature = Model.signature
    let inputs = try Tensor<Scalar>(shape: file.shape("X"), file.elements("X"))
    let labels = try ClassIndices(file.elements("y"), classes: signature.targets[0].width)
    batch = try Batch(Examples(inputs: [inputs], labels: [labels]))
    for parameter in signature.parameters {
      let tensor = try Tensor<Scalar>(shape: parameter.shape, file.elements(parameter.name))
      try model.parameters.set(parameter.name, to: tensor)
    }
  }

  func lossAndGradients(_ model: Model, _ batch: Batch<Model>, _ memory: inout StepMemory<Model>) -> Scalar {
    model.lossAndGradient(batch, gradient: &memory.gradient, workspace: &memory.workspace)
  }

  final func step() -> Double {
    var memory = memory.take() ?? StepMemory()
    defer { self.memory = memory }
    return Double(lossAndGradients(model, batch, &memory))
  }

  final func gradients() throws -> TensorFileWriter {
    var file = TensorFileWriter()
    guard let memory else { return file }
    for parameter in Model.signature.parameters {
      file.add(parameter.name, parameter.shape, try memory.gradient.tensor(parameter.name).elements)
    }
    if memory.dX.count > 0 { file.add("X", memory.dX.shape, memory.dX.elements) }
    return file
  }

  /// The growth of resident memory at its peak during a first step, less the gradients.
  final func extraMemory() throws -> Int {
    memory = nil
    let before = try ResidentMemory.startPeak()
    _ = step()
    return max(0, try ResidentMemory.peak() - before - (memory?.gradientBytes ?? 0))
  }
}

/// Models of graphs whose input is declared `differentiated: true` have this second kernel.
protocol DifferentiatesInput: GeneratedModel {
  func lossAndGradient(
    _ batch: Batch<Self>, gradient: inout ParameterVector<Self>, dX: inout Tensor<Scalar>,
    workspace: inout Workspace<Scalar>
  ) -> Scalar
}

extension LanguageHeadWithInput: DifferentiatesInput {}

final class PreparedModelWithInput<Model: DifferentiatesInput>: PreparedModel<Model> {
  override func lossAndGradients(
    _ model: Model, _ batch: Batch<Model>, _ memory: inout StepMemory<Model>
  ) -> Scalar {
    model.lossAndGradient(batch, gradient: &memory.gradient, dX: &memory.dX, workspace: &memory.workspace)
  }
}

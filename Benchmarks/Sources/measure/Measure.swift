import BenchmarkModels
import Foundation
import KernelRuntime

@main
struct Measure {
  static func main() throws {
    for family in GeneratedModels.all {
      let rows = [
        "Iris": 150, "Digits": 1797, "Images": 60_000, "LanguageHead": 1024, "LanguageHeadWithInput": 1024,
        "Perceptron": 128, "Residual": 128, "UserLayer": 1797,
      ][family.signature.name] ?? 128
      if CommandLine.arguments.count > 1, CommandLine.arguments[1] != family.signature.name { continue }
      try time(family.float, rows: rows)
    }
  }

  static func time<Model: GeneratedModel>(_ model: Model.Type, rows: Int) throws {
    let signature = Model.signature
    var state: UInt64 = 1
    func random() -> Model.Scalar {
      state = state &* 6364136223846793005 &+ 1442695040888963407
      return Model.Scalar(Double(state >> 40) / Double(1 << 24) - 0.5)
    }
    var inputs: [Tensor<Model.Scalar>] = []
    for input in signature.inputs {
      var t = Tensor<Model.Scalar>(shape: [rows] + input.features)
      t.withMutableElements { for i in $0.indices { $0[i] = random() } }
      inputs.append(t)
    }
    let labels = (0..<rows).map { _ in state = state &* 6364136223846793005 &+ 1442695040888963407; return Int32((state >> 33) % UInt64(signature.targets[0].width)) }
    let batch = try Batch(inputs: inputs, targets: [.classes(try ClassIndices(labels, classes: signature.targets[0].width))], for: signature)
    var m = Model()
    m.parameters.withMutableElements { for i in $0.indices { $0[i] = random() * 0.1 } }
    var gradient = ParameterVector<Model.Scalar>(signature.parameters)
    var workspace = Workspace<Model.Scalar>()
    var times: [Double] = []
    let start0 = DispatchTime.now().uptimeNanoseconds
    var loss: Model.Scalar = 0
    while times.count < 3 || (DispatchTime.now().uptimeNanoseconds - start0 < 1_000_000_000 && times.count < 10000) {
      let s = DispatchTime.now().uptimeNanoseconds
      loss = m.lossAndGradient(batch, gradient: &gradient, workspace: &workspace)
      times.append(Double(DispatchTime.now().uptimeNanoseconds - s))
    }
    times.sort()
    print(signature.name, rows, "median", times[times.count / 2] / 1000, "µs  min", times[0] / 1000, "loss", loss)
  }
}

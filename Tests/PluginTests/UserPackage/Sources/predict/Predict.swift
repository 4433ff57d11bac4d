import KernelRuntime
import Models

/// Predicts from parameters that are all zero, so that every class is as likely as any other.
@main
struct Predict {
  static func main() throws {
    let model = Flowers<Double>()
    let inputs = try Flowers<Double>.inputs(X: Tensor(shape: [1, 4], [1, 2, 3, 4]))
    var prediction = Tensor<Double>(shape: [1, Flowers<Double>.signature.prediction.features[0]])
    var workspace = Workspace<Double>()
    model.predict(inputs, into: &prediction, workspace: &workspace)
    print(prediction.elements.map { "\($0)" }.joined(separator: " "))
  }
}

import KernelRuntime
import Models
import Training

@main struct Predict {
  static func main() throws {
    let file = try ParameterFile(contentsOf: "flowers.safetensors")
    let model = Flowers<Float>(parameters: try file.parameters())
    let names = try file.usage().classNames
    let X = try Tensor<Float>(shape: [2, 4], [5.1, 3.5, 1.4, 0.2, 6.2, 3.4, 5.4, 2.3])
    let A = model.predict(try Flowers.inputs(X: X))
    for (row, best) in A.greatestOfEachRow().enumerated() {
      print(names[best], A[row, best])  // setosa 0.99…, virginica 0.96…
    }
  }
}

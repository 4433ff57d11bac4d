import KernelRuntime

/// A model of one parameter whose loss is `w²`, whatever the data: with the rate 1.5 each step multiplies `w` by -2.
struct Parabola: GeneratedModel {
  static let signature = ModelSignature(
    name: "Parabola", inputs: [.init(name: "X", features: [1])],
    targets: [.init(name: "Y", kind: .values, width: 1)], parameters: [.init(name: "w", shape: [1])],
    prediction: .init(name: "A", features: [1]))

  var parameters = ParameterVector<Self>()

  init() {}

  init(w: Float) { parameters.mutablePointer(at: 0)[0] = w }

  var w: Float { parameters.pointer(at: 0)[0] }

  /// Some data of the given number of rows.
  static func batch(rows: Int) throws -> Batch<Self> {
    let tensor = Tensor<Float>(shape: [rows, 1])
    return try Batch(Examples(inputs: [tensor], values: [tensor]))
  }

  func loss(_ batch: Batch<Self>, workspace: inout Workspace<Float>) -> Float { w * w }

  func lossAndGradient(
    _ batch: Batch<Self>, gradient: inout ParameterVector<Self>, workspace: inout Workspace<Float>
  ) -> Float {
    gradient.mutablePointer(at: 0)[0] = 2 * w
    return w * w
  }

  func predict(_ inputs: Inputs<Self>, into prediction: inout Tensor<Float>, workspace: inout Workspace<Float>) {}
}

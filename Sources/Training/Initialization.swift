import KernelRuntime
@_exported import struct SeededRandom.SplitMix64

/// The values that parameters have before the first step.
public enum Initialization: Sendable, Hashable {
  /// All zeros. Right for one affine layer; a deeper network stays stuck in its symmetry.
  case zeros
  /// Weights uniform in `±√(6 / (inputs + outputs))`, vectors and scalars zero: X. Glorot and Y. Bengio,
  /// "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010.
  ///
  /// The last two axes of a shape are its inputs and outputs; axes before them (a window's, say) multiply both.
  /// `Float` and `Double` start from the same numbers, rounded.
  case glorotUniform

  /// The parameters of a model.
  /// - Parameter generator: is drawn from once for each weight, in the order of the signature and row by row.
  public func parameters<Model: GeneratedModel>(
    of model: Model.Type = Model.self, generator: inout SplitMix64
  ) -> ParameterVector<Model> {
    var result = ParameterVector<Model>()
    switch self {
    case .zeros: break
    case .glorotUniform:
      for (position, parameter) in Model.signature.parameters.enumerated() {
        guard let limit = Self.glorotLimit(of: parameter.shape) else { continue }
        let elements = result.mutablePointer(at: position)
        for offset in 0..<parameter.count {
          elements[offset] = Model.Scalar((2 * generator.unit() - 1) * limit)
        }
      }
    }
    return result
  }

  /// Nil for shapes with fewer than two axes, which have no inputs to speak of.
  static func glorotLimit(of shape: [Int]) -> Double? {
    guard shape.count >= 2 else { return nil }
    let window = shape.dropLast(2).reduce(1, *)
    let fans = window * (shape[shape.count - 2] + shape[shape.count - 1])
    return fans > 0 ? (6 / Double(fans)).squareRoot() : nil
  }
}

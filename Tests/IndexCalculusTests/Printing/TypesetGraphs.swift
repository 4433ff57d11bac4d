import IndexCalculus
import LayerGraph
import TestLayers

/// Graphs whose derivatives are typeset in tests.
enum TypesetGraphs {
  static func classifier(_ target: Target) throws -> GradientProgram {
    try Graph("Iris") {
      Input("X", features: 4, differentiated: true)
      Affine("W", "b", outputs: 3)
      SoftMax()
      CrossEntropy(target)
    }.wired().differentiated()
  }

  /// Two layers with an elementwise function between them.
  static func deep(_ function: @escaping @Sendable (Expression) -> Expression) throws -> GradientProgram {
    try Graph("Deep") {
      Input("X", features: 4)
      Affine("W", "b", outputs: 5)
      Elementwise("H", function)
      Affine("V", "c", outputs: 3)
      SoftMax()
      CrossEntropy(.distribution("Y"))
    }.wired().differentiated()
  }
}

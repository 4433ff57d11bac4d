import LayerGraph
import SeededRandom
import Verification

/// Graphs for the tests of the checks.
enum Graphs {
  static func classifier(_ target: Target, features: Int = 4, classes: Int = 3) throws -> WiredGraph {
    try Graph("Classifier") {
      Input("X", features: features)
      Affine("W", "b", outputs: classes)
      SoftMax()
      CrossEntropy(target)
    }.wired()
  }

  /// Two paths that meet, a layer whose scale is one of its entries, and an input whose gradient is wanted.
  static func branching() throws -> WiredGraph {
    try Graph("Branching") {
      Input("X", features: 3, differentiated: true)
      Affine("W1", "b1", outputs: 4).named("Z1")
      Tanh().named("H1")
      Affine("W2", "b2", outputs: 4).named("Z2")
      ReLU().named("H2")
      Add().from("H1", "H2")
      Affine("W3", "b3", outputs: 3).named("Z3")
      NormalizedSoftMax(by: .greatestMagnitude)
      CrossEntropy(.weights("G"))
    }.wired()
  }

  /// Tensors so large that threads would work on their columns, which is another schedule.
  static func wide() throws -> WiredGraph {
    try Graph("Wide") {
      Input("X", features: 3, differentiated: true)
      Affine("W1", "b1", outputs: 130).named("Z1")
      Tanh().named("H1")
      Affine("W2", "b2", outputs: 130).named("Z2")
      ReLU().named("H2")
      Add().from("H1", "H2").named("S")
      Affine("W3", "b3", outputs: 127).named("Z3")
      SoftMax()
      CrossEntropy(.classIndices("y"))
    }.wired()
  }

  static func sample(_ graph: WiredGraph, rows: Int = 3, seed: UInt64 = 1) -> GraphSample {
    var generator = SplitMix64(seed: seed)
    return GraphSample(of: graph, rows: rows, using: &generator)
  }
}

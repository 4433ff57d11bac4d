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

  /// A gradient that is written in two steps, of which only one is line by line.
  static func wideMaximum() throws -> WiredGraph {
    try Graph("WideMaximum") {
      Input("X", features: 125)
      Affine("W", "b", outputs: 135).named("Z")
      NormalizedSoftMax()
      CrossEntropy(.classIndices("y"))
    }.wired()
  }

  /// Two losses: one picks labels' entries, the other needs sums over all rows.
  static func twoLosses() throws -> WiredGraph {
    try Graph("TwoLosses") {
      Input("X", features: 125)
      Affine("W", "b", outputs: 135).named("Z")
      SoftMax().named("A")
      CrossEntropy(.classIndices("y")).named("CE")
      BatchCentring().from("Z").named("C")
      SquaredError(.values("Y")).named("E")
      Add().from("CE", "E")
    }.wired()
  }

  /// The gradient of `M` multiplies a tensor with itself.
  static func quadratic() throws -> WiredGraph {
    try Graph("Quadratic") {
      Input("X", features: 3)
      Affine("W", "b", outputs: 130).named("U")
      Tanh().named("Z")
      QuadraticForm()
    }.wired()
  }

  /// The place of each row's maximum is kept for a second walk over the rows.
  static func keptPlace() throws -> WiredGraph {
    try Graph("KeptPlace") {
      Input("X", features: 3)
      Affine("W", "b", outputs: 4).named("Z")
      BelowMaximum().named("D")
      BatchCentring().named("C")
      SquaredError(.values("Y"))
    }.wired()
  }

  /// Two sums of exponentials, whose shifts have the same shape and tensors of like names.
  static func twoHeads() throws -> WiredGraph {
    try Graph("TwoHeads") {
      Input("X", features: 4)
      Affine("W", "b", outputs: 3)
      Affine("V", "c", outputs: 3).from("X")
      SoftMax()
      CrossEntropy(.oneHot("Y"))
      SoftMax().from("Z")
      CrossEntropy(.oneHot("Y2"))
      Add().from("CE", "CE2")
    }.wired()
  }

  /// What is the same along an axis, at a name that a tile of the input would have.
  static func copies() throws -> WiredGraph {
    try Graph("Copies") {
      Input("X", features: 4, differentiated: true)
      Tanh().named("XTile")
      Copies()
      SquaredError(.values("Y"))
    }.wired()
  }

  /// Sums over all rows, of which each row picks one.
  static func pickedSums() throws -> WiredGraph {
    try Graph("PickedSums") {
      Input("X", features: 3, differentiated: true)
      Affine("W", "b", outputs: 4).named("Z")
      Copies()
      RowMaximum()
      SquaredError(.values("Y"))
    }.wired()
  }

  static func sample(_ graph: WiredGraph, rows: Int = 3, seed: UInt64 = 1) -> GraphSample {
    var generator = SplitMix64(seed: seed)
    return GraphSample(of: graph, rows: rows, using: &generator)
  }
}

private struct BatchCentring: Layer {
  var outputName: String { "C" }

  func define(_ z: Tensor) -> TensorFormula { z.map { i, j in z[i, j] - sum { r in z[r, j] } / z.rowCount } }
}

/// `C_ij = max_k z_ik exp(z_i0) Σ_r z_rj / m`.
private struct Copies: Layer {
  var outputName: String { "C" }

  func define(_ z: Tensor) -> TensorFormula {
    z.map { i, j in max { k in z[i, k] } * exp(z[i, .constant(0)]) * sum { r in z[r, j] } / z.rowCount }
  }
}

private struct RowMaximum: Layer {
  var outputName: String { "P" }

  func define(_ z: Tensor) -> TensorFormula { z.map { i, _ in max { k in z[i, k] } } }
}

private struct BelowMaximum: Layer {
  var outputName: String { "D" }

  func define(_ z: Tensor) -> TensorFormula { z.map { i, j in z[i, j] - max { k in z[i, k] } } }
}

private struct QuadraticForm: GraphLayer {
  var outputName: String { "L" }

  func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let z = try scope.input()
    let M = try scope.parameter("M", [z.extents[1], z.extents[1]])
    return TensorFormula(sum { i in sum { j in sum { k in z[i, j] * M[j, k] * z[i, k] } } } / z.rowCount)
  }
}

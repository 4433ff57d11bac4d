import LayerGraph
import Testing

/// Shapes that do not fit, or cannot be.
struct ShapeMistakeTests {
  static let mistakes = [
    Mistake(
      "Affine needs rows of features, but X has the shape m × 8 × 8", line: 2,
      Graph("G") {
        Input("X", features: [8, 8])
        Affine("W", "b", outputs: 3)
        MeanSquare()
      }),
    Mistake(
      "CrossEntropy needs a row of probabilities an example, but X has the shape m × 8 × 8", line: 2,
      Graph("G") {
        Input("X", features: [8, 8])
        CrossEntropy(.oneHot("Y"))
      }),
    Mistake(
      "BinaryCrossEntropy needs a row of probabilities an example, but X has the shape m × 8 × 8", line: 2,
      Graph("G") {
        Input("X", features: [8, 8])
        BinaryCrossEntropy(.values("Y"))
      }),
    Mistake(
      "SquaredError needs a row of numbers an example, but X has the shape m × 8 × 8", line: 2,
      Graph("G") {
        Input("X", features: [8, 8])
        SquaredError(.values("Y"))
      }),
    Mistake(
      "Add needs tensors of one shape, but Z is m × 3 and X is m × 4", line: 3,
      Graph("G") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        Add().from("Z", "X")
        MeanSquare()
      }),
    Mistake(
      "the shared parameter W has the shape 4 × 3, but is needed as 3 × 3", line: 3,
      Graph("G") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        Affine("W", "b", outputs: 3).sharingParameters()
        MeanSquare()
      }),
    Mistake(
      "Add needs 2 inputs, but is wired to 1", line: 2,
      Graph("G") {
        Input("X", features: 4)
        Add()
        MeanSquare()
      }),
    Mistake(
      "Tanh needs 1 input, but is wired to none", line: 2,
      Graph("G") {
        Input("X", features: 4)
        Tanh().from()
        MeanSquare()
      }),
    Mistake(
      "SoftMax is wired to X, but its formula does not use it", line: 3,
      Graph("G") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 4)
        SoftMax().from("Z", "X")
        MeanSquare()
      }),
  ]

  @Test(arguments: mistakes) func saysWhichShapesDoNotFit(mistake: Mistake) { mistake.expectError() }

  @Test(arguments: [[0], [-1], [], [3, 0], [Int.min]]) func refusesInputsWithoutFeatures(features: [Int]) {
    let graph = Graph("G") {
      Input("X", features: features)
      Affine("W", "b", outputs: 3)
      MeanSquare()
    }
    Mistake("the input X needs at least one feature on every axis", line: 1, graph).expectError()
  }

  @Test(arguments: [0, -1, Int.min]) func refusesParametersWithoutEntries(outputs: Int) {
    let graph = Graph("G") {
      Input("X", features: 4)
      Affine("W", "b", outputs: outputs)
      MeanSquare()
    }
    Mistake(
      "the parameter W would have the shape 4 × \(outputs); every extent must be a number of at least 1", line: 2, graph
    ).expectError()
  }

  /// Their number of entries overflows, or would where it is multiplied by the bytes of one.
  @Test(arguments: [Int.max, Int.max / 4, 1 << 40]) func refusesShapesBeyondAnyMemory(extent: Int) {
    let parameter = Graph("G") {
      Input("X", features: 4)
      Affine("W", "b", outputs: extent)
      MeanSquare()
    }
    Mistake(
      "the parameter W would have the shape 4 × \(extent), which is more than any memory holds", line: 2, parameter
    ).expectError()
    let input = Graph("G") {
      Input("X", features: [extent, 2])
      MeanSquare()
    }
    Mistake(
      "the input X would have the shape m × \(extent) × 2, which is more than any memory holds", line: 1, input
    ).expectError()
    let layer = Graph("G") {
      Input("X", features: 4)
      AnyLayer { scope throws(LayerError) in
        let x = try scope.input()
        return TensorFormula([.rows, .fixed(extent)]) { i, _ in x[i, .constant(0)] }
      }
      MeanSquare()
    }
    Mistake(
      "the output H of AnyLayer would have the shape m × \(extent), which is more than any memory holds", line: 2, layer
    ).expectError()
  }

  @Test func refusesParametersWithARowAnExample() {
    let graph = Graph("G") {
      Input("X", features: 4)
      AnyLayer { scope throws(LayerError) in
        let (x, w) = (try scope.input(), try scope.parameter("w", [.rows]))
        return x.map { i, j in x[i, j] * w[i] }
      }
      MeanSquare()
    }
    Mistake("the parameter w would have the shape m; every extent must be a number of at least 1", line: 2, graph)
      .expectError()
  }
}

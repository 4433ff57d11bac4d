import LayerGraph
import Testing

/// Losses that are missing or too many, targets that do not fit, and what has no part in the loss.
struct LossMistakeTests {
  static let noLoss = "G has no loss: end it with one, such as CrossEntropy(.oneHot(\"Y\"))"

  static let losses = [
    Mistake(noLoss, line: 0, Graph("G") {}),
    Mistake(
      noLoss, line: 0,
      Graph("G") {
        Input("X", features: 4)
      }),
    Mistake(
      noLoss, line: 0,
      Graph("G") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        SoftMax()
      }),
    Mistake(
      "Affine has no input: begin the graph with one, such as Input(\"X\", features: 4)", line: 1,
      Graph("G") {
        Affine("W", "b", outputs: 3)
        MeanSquare()
      }),
    Mistake(
      "CE2 is a second loss beside CE; add them up to one, such as by Add().from(\"CE\", \"CE2\")", line: 5,
      Graph("G") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        SoftMax()
        CrossEntropy(.oneHot("Y"))
        CrossEntropy(.oneHot("Y")).from("A")
      }),
    Mistake(
      "the loss L depends on no parameter, so there is nothing to train", line: 3,
      Graph("G") {
        Input("X", features: 4)
        Tanh()
        MeanSquare()
      }),
  ]

  static let predictions = [
    Mistake(
      "G predicts nothing: put a layer before its loss that has a row for each example and needs no target", line: 0,
      Graph("G") {
        Input("X", features: 3, differentiated: true)
        SquaredError(.values("Y"))
      })
  ]

  static let targets = [
    Mistake(
      "the target Y is used as weights here, but as rows that sum to 1 before", line: 5,
      Graph("G") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        SoftMax()
        CrossEntropy(.oneHot("Y"))
        CrossEntropy(.weights("Y")).from("A")
        Add().from("CE", "CE2")
      }),
    Mistake(
      "the target y is used as rows that sum to 1 here, but as class indices before", line: 5,
      Graph("G") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        SoftMax()
        CrossEntropy(.classIndices("y"))
        CrossEntropy(.distribution("y")).from("A")
        Add().from("CE", "CE2")
      }),
    Mistake(
      "the target Y needs 4 entries in a row here, but has 3 before", line: 5,
      Graph("G") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        SoftMax()
        CrossEntropy(.oneHot("Y"))
        CrossEntropy(.oneHot("Y")).from("X")
        Add().from("CE", "CE2")
      }),
    Mistake(
      "CrossEntropy needs a target of classes or weights, but Y holds any real values", line: 3,
      Graph("G") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        CrossEntropy(.values("Y"))
      }),
  ]

  static let idle = [
    Mistake(
      "the output H of Tanh never reaches the loss CE; remove the layer, or name its output in the .from of a later "
        + "one", line: 3,
      Graph("G") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        Tanh()
        SoftMax().from("Z")
        CrossEntropy(.oneHot("Y"))
      }),
    Mistake(
      "the output Z2 of Affine never reaches the loss CE; remove the layer, or name its output in the .from of a later "
        + "one", line: 5,
      Graph("G") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        SoftMax()
        CrossEntropy(.oneHot("Y"))
        Affine("W2", "b2", outputs: 3).from("X")
      }),
    Mistake(
      "the input V never reaches the loss CE", line: 2,
      Graph("G") {
        Input("X", features: 4)
        Input("V", features: 4)
        Affine("W", "b", outputs: 3).from("X")
        SoftMax()
        CrossEntropy(.oneHot("Y"))
      }),
    Mistake(
      "w never reaches the loss L, for the formula of AnyLayer does not use it", line: 3,
      Graph("G") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        AnyLayer { scope throws(LayerError) in
          let x = try scope.input()
          _ = try scope.parameter("w", [x.extents[1]])
          return x.mapElements { $0 + 1 }
        }
        MeanSquare()
      }),
    Mistake(
      "Y never reaches the loss L, for the formula of AnyLayer does not use it", line: 3,
      Graph("G") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        AnyLayer { scope throws(LayerError) in
          let x = try scope.input()
          _ = try scope.target(.oneHot("Y"), width: x.extents[1])
          return x.mapElements { $0 + 1 }
        }
        MeanSquare()
      }),
  ]

  @Test(arguments: losses) func asksForOneLossOfParameters(mistake: Mistake) { mistake.expectError() }

  @Test(arguments: predictions) func asksForSomethingToPredict(mistake: Mistake) { mistake.expectError() }

  @Test(arguments: targets) func asksForTargetsOfOneKind(mistake: Mistake) { mistake.expectError() }

  @Test(arguments: idle) func asksForAPartInTheLoss(mistake: Mistake) { mistake.expectError() }
}

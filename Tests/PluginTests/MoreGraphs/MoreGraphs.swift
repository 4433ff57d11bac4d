import LayerGraph

/// Graphs beside those that the README declares.
extension Graphs {
  var more: [Graph] {
    [
      Graph("Tempered") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        TemperedSoftMax(temperature: 2)
        CrossEntropy(.classIndices("y"))
      },
      // Formulas that lose digits for large values: `log(1 − σ)`, `1 − tanh²`.
      Graph("Logistic") {
        Input("X", features: 3)
        Affine("W1", "b1", outputs: 5)
        Tanh()
        Affine("W2", "b2", outputs: 1)
        Sigmoid()
        BinaryCrossEntropy(.values("Y"))
      },
      Graph("Curve") {
        Input("X", features: 4)
        Affine("W1", "b1", outputs: 16)
        Tanh()
        Affine("W2", "b2", outputs: 1)
        SquaredError(.values("Y"))
      },
      // Two sums of exponentials, whose shifts must not be taken for one another.
      Graph("TwoHeads") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        Affine("V", "c", outputs: 3).from("X")
        SoftMax()
        CrossEntropy(.oneHot("Y"))
        SoftMax().from("Z")
        CrossEntropy(.oneHot("Y2"))
        Add().from("CE", "CE2")
      },
      // What is the same along an axis, the rows' and the features', at a name that tiles have.
      Graph("Copies") {
        Input("X", features: 4, differentiated: true)
        Input("U", features: 5, differentiated: true)
        Affine("W", "b", outputs: 5).from("X").named("XTile")
        RowMaximum().named("P")
        FirstExponential().from("XTile").named("Q")
        BatchMean().from("XTile").named("R")
        Product().from("P", "Q").named("S")
        Product().from("S", "R").named("T")
        Product().from("T", "U")
        SquaredError(.values("Y"))
      },
      // Sums over all rows, of which each row picks one.
      Graph("Picked") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        BatchMean()
        Product().from("Z", "R").named("S")
        RowMaximum()
        SquaredError(.values("Y"))
      },
      // A product of two parameters, and long formulas without rows, each under its own name.
      Graph("LowRank") {
        Input("X", features: 6)
        LowRankAffine(rank: 2, outputs: 7)
        Overlap(.values("Y")).named("D")
        Overlap(.values("Y2")).from("Z").named("E")
        Mixture().from("D", "E")
      },
      // A loss for each row, which needs a target, before that of the batch.
      Graph("RowLosses") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        RowLoss(.values("Y"))
        BatchLoss()
      },
      // A parameter that is a single number, and its gradient.
      Graph("Heated") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        Heat("t")
        SoftMax()
        CrossEntropy(.classIndices("y"))
      },
      // A single number for each row is what is predicted.
      Graph("Scores") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        Norm()
        BatchLoss()
      },
      // Sums of exponentials with weights, and over rows.
      Graph("Weighted") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        WeightedSoftMax("prior")
        CrossEntropy(.oneHot("Y"))
        ExponentialMean().from("Z")
        Add().from("CE", "L")
      },
      // Probabilities that two losses judge: where one is 0, nothing may be divided by it.
      Graph("Distilled") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        SoftMax()
        CrossEntropy(.weights("Y"))
        SquaredError(.values("Y2")).from("A")
        Add().from("CE", "E")
      },
      // What is undefined where it is not taken.
      Graph("Guarded") {
        Input("X", features: 4, differentiated: true)
        Input("U", features: 4)
        Logarithm().from("U")
        Guard().from("U", "L")
        Product().from("X", "G")
        SquaredError(.values("Y"))
      },
    ]
  }
}

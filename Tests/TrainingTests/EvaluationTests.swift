import KernelRuntime
import Testing

@testable import Training

struct EvaluationTests {
  @Test func takesTheFirstOfEqualPredictions() throws {
    let tensor = try Tensor<Float>(shape: [4, 3], [1, 1, 0, 0, 2, 2, -3, -2, -1, 0, 0, 0])
    #expect(tensor.greatestOfEachRow() == [0, 1, 2, 0])
  }

  @Test func countsARowOfEqualPredictionsForTheFirstClass() throws {
    // All parameters are zero, so every class is as probable as the others.
    let evaluation = Evaluation(of: SoftMaxRegression<Double, IrisShape>(), on: try TrainerTests.iris())
    #expect(evaluation.right == 50)
    #expect(evaluation.rows == 150)
    #expect(evaluation.accuracy == 1.0 / 3)
    #expect(abs(evaluation.loss - 1.0986122886681098) < 1e-12)
  }

  /// The greatest of twenty hidden numbers is no guess at one of three classes.
  @Test func hasNoAccuracyWhereOtherThanClassesArePredicted() throws {
    enum Declaration: ModelDeclaration {
      static let signature = ModelSignature(
        name: "G", inputs: [.init(name: "X", features: [1])], targets: [.init(name: "y", kind: .classIndices, width: 3)],
        parameters: [], prediction: .init(name: "H", features: [20]))
    }
    typealias Model = SignatureModel<Double, Declaration>
    let examples = Examples(inputs: [Tensor<Double>(shape: [2, 1])], labels: [try ClassIndices([0, 1], classes: 3)])
    #expect(Evaluation(of: Model(), on: try Batch(examples)).right == nil)
  }

  @Test func hasNoAccuracyForNumbers() throws {
    let evaluation = Evaluation(of: Parabola(w: 3), on: try Parabola.batch(rows: 2))
    #expect(evaluation.loss == 9)
    #expect(evaluation.rows == 2)
    #expect(evaluation.right == nil)
    #expect(evaluation.accuracy == nil)
  }
}

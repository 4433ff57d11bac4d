import ExampleModels
import Foundation
import KernelRuntime
import Testing
import Training

/// Whole training runs with the generated kernels, against the minima that other software finds.
struct MinimumTests {
  private static func path(of data: String, file: String = #filePath) -> String {
    URL(filePath: file).deletingLastPathComponent().appending(path: "../../data/\(data)").standardized.path
  }

  private func check<Model: GeneratedModel>(
    _: Model.Type, _ file: String, label: String, _ name: String
  ) throws where Model.Scalar == Double {
    let golden = try GoldenFile.testCase(name, in: "minima")
    let scale = try #require(golden.parameters["feature_scale"])
    let table = try CommaSeparatedTable(contentsOf: Self.path(of: file))
    let dataset = try Dataset<Double>(table, label: label, for: Model.signature).dividingFeatures(by: 1 / scale)
    let batch = try dataset.batch(for: Model.self)
    let penalty = 1 / Double(batch.rows)
    var method = LimitedMemoryBFGS<Double>(tolerance: 1e-9)
    var evaluations: [Int] = []
    for isGuided in [true, false] {
      var model = Model()
      method.usesInputCurvature = isGuided
      let outcome = try model.fit(to: batch, by: method, penalties: ["W": penalty])
      #expect(outcome.isConverged)
      #expect(abs(outcome.value - (try golden.output("objective").elements[0])) < 1e-12)
      let squares = try model.parameters.tensor("W").elements.reduce(0) { $0 + $1 * $1 }
      let norm = try golden.output("squared_norm_W").elements[0]
      #expect(abs(squares - norm) < 1e-4 * norm)
      evaluations.append(outcome.evaluations)
    }
    #expect(evaluations[0] < evaluations[1] / 2, "what the inputs tell saves most steps: \(evaluations)")
  }

  @Test func `Iris ends at the minimum that scikit-learn finds`() throws {
    try check(Iris<Double>.self, "iris.csv", label: "species", "iris")
  }

  @Test func `Digits ends at the minimum that scikit-learn finds`() throws {
    try check(Digits<Double>.self, "digits.csv", label: "digit", "digits")
  }
}

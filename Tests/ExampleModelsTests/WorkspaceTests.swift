import ExampleModels
import Foundation
import KernelRuntime
import ProgramRunning
import SeededRandom
import Testing

/// What `graphs inspect` says of a step's memory, against what a step takes.
struct WorkspaceTests {
  private struct Report: Decodable {
    let workspaceBytes: Int
  }

  private func check<Model: GeneratedModel>(_: Model.Type, rows: Int) throws {
    var generator = SplitMix64(seed: 5)
    let model = try Model.random(using: &generator)
    let batch = try Model.randomBatches(rows: rows, using: &generator)(0..<rows)
    var workspace = Workspace<Model.Scalar>()
    var gradient = ParameterVector<Model>()
    _ = model.lossAndGradient(batch, gradient: &gradient, workspace: &workspace)
    let precision = Model.Scalar.self == Double.self ? ["--double"] : []
    let result = try Program(built: "graphs")
      .run(["inspect", Model.signature.name, "--rows", "\(rows)", "--json"] + precision, in: packageFolder().path)
    let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
    #expect(
      workspace.count * MemoryLayout<Model.Scalar>.size == report.workspaceBytes,
      "\(Model.signature.name), \(rows) rows: \(result.errors)")
  }

  /// - Parameter rows: for one thread, and for several.
  @Test(arguments: [3, 1_500]) func `A step takes what was counted`(rows: Int) throws {
    try check(Iris<Float>.self, rows: rows)
    try check(Digits<Double>.self, rows: rows)
    try check(Residual<Float>.self, rows: rows)
    try check(Centred<Double>.self, rows: rows)
    try check(Words<Float>.self, rows: rows)
  }
}

import KernelRuntime
import Training

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a run found, for people as text and for programs as JSON.
struct TrainingReport<Scalar: KernelScalar>: Encodable {
  let graph: String
  let data: String
  let rows: Int
  let features: Int
  /// Nil where the label is a number.
  let classes: [String]?
  let scalar: String
  let steps: Int
  /// Rows in a step; nil for all.
  let batch: Int?
  /// After the last step, over all rows.
  let loss: Scalar
  let right: Int?
  /// `0 ... 1`.
  let accuracy: Double?
  /// The file of parameters, if one was written.
  let output: String?

  init(
    graph: String, data: String, features: Int, classes: [String]?, scalar: String, steps: Int, batch: Int?,
    evaluation: Evaluation<Scalar>, output: String?
  ) {
    self.graph = graph
    self.data = data
    self.features = features
    self.classes = classes
    self.scalar = scalar
    self.steps = steps
    self.batch = batch
    self.output = output
    rows = evaluation.rows
    loss = evaluation.loss
    right = evaluation.right
    accuracy = evaluation.accuracy
  }

  /// One fact a line. Numbers have the fewest digits that read back as the same value.
  var text: String {
    var lines = ["graph: \(graph)", "data: \(rows) × \(features) from \(data)"]
    if let classes { lines.append("classes: \(classes.count) (\(NearestName.list(classes)))") }
    lines.append("steps: \(steps)\(batch.map { " of \(min($0, rows)) rows" } ?? "")")
    lines.append("loss: \(loss)")
    if let right { lines.append("accuracy: \(right) of \(rows) right (\(Self.percent(right, of: rows)) %)") }
    if let output { lines.append("parameters: \(output)") }
    return lines.joined(separator: "\n")
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// With two decimals, rounded to the nearest.
  static func percent(_ part: Int, of whole: Int) -> String {
    let hundredths = (part * 20_000 + whole) / (2 * whole)
    let decimals = String(hundredths % 100)
    return "\(hundredths / 100).\(decimals.count < 2 ? "0" : "")\(decimals)"
  }
}

import Foundation
import LayerGraph
import Testing

@testable import Verification

/// Which cases the generated tests get.
struct KernelTestFileTests {
  private func text(_ graph: Graph) throws -> String { try KernelTestFile([graph.wired()], importing: []).text() }

  private func count(_ words: String, in text: String) -> Int { text.components(separatedBy: words).count - 1 }

  /// The largest input of each extreme case.
  private func largestInputs(_ text: String) -> [Double] {
    let cases = text.components(separatedBy: "KernelCase(").filter { $0.contains("extreme values") }
    return cases.compactMap { $0.firstMatch(of: #/inputs: \["([^"]*)"/#) }
      .map { $0.output.1.split(separator: " ").compactMap { Double($0) }.map(abs).max() ?? 0 }
  }

  @Test func `Formulas that lose no digits get every case, with values as large as they come`() throws {
    let text = try text(
      Graph("G") {
        Input("X", features: 12)
        Affine("W", "b", outputs: 3)
        SoftMax()
        CrossEntropy(.classIndices("y"))
      })
    #expect(count("ordinary values", in: text) == 8)
    #expect(count("extreme values", in: text) == 4)
    #expect(largestInputs(text).max() ?? 0 > 35)
  }

  /// What is left for the last class after rounding must not be negative.
  @Test func `Rows of many classes sum to one without a negative entry`() throws {
    let text = try text(
      Graph("G") {
        Input("X", features: 2)
        Affine("W", "b", outputs: 140)
        SoftMax()
        CrossEntropy(.oneHot("Y"))
      })
    let rows = text.matches(of: #/targets: \["([^"]*)"/#).map { $0.output.1.split(separator: " ").compactMap { Double($0) } }
    #expect(rows.count > 2)
    for entries in rows { #expect(entries.allSatisfy { $0 >= 0 } && entries.reduce(0, +) == Double(entries.count / 140)) }
  }

  @Test func `Formulas that lose digits for large values get smaller ones`() throws {
    let text = try text(
      Graph("G") {
        Input("X", features: 12)
        Affine("W1", "b1", outputs: 6)
        Tanh()
        Affine("W2", "b2", outputs: 7)
        SquaredError(.values("Y"))
      })
    #expect(count("ordinary values", in: text) == 8)
    #expect(largestInputs(text).contains { $0 <= 20 })
  }
}

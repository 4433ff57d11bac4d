import Foundation
import ProgramRunning
import Testing

/// The other commands, when all is well.
struct CommandTests {
  @Test func listsTheGraphs() throws {
    let text = try Tools.output(Tools.graphs, ["list"])
    #expect(text.hasPrefix("Iris\n  inputs\n    X  (m × 4)\n"))
    #expect(text.contains("  predicts A, minimises CE\n"))
  }

  private struct Summary: Decodable {
    struct Entry: Decodable, Equatable {
      let name: String
      let shape: String
    }

    let graph: String
    let inputs: [Entry]
    let parameters: [Entry]
    let prediction: String
    let loss: String
  }

  @Test func listsTheGraphsForPrograms() throws {
    let text = try Tools.output(Tools.graphs, ["list", "--json"])
    let summaries = try JSONDecoder().decode([Summary].self, from: Data(text.utf8))
    let iris = try #require(summaries.first)
    #expect(iris.graph == "Iris")
    #expect(iris.inputs == [.init(name: "X", shape: "m × 4")])
    #expect(iris.parameters == [.init(name: "W", shape: "4 × 3"), .init(name: "b", shape: "3")])
    #expect(iris.prediction == "A" && iris.loss == "CE")
  }

  @Test func checksEveryDerivative() throws {
    let text = try Tools.output(Tools.graphs, ["check", "Iris"])
    #expect(text.hasPrefix("Iris, 3 rows, seed 0\n"))
    #expect(text.contains(" derivatives agree\n"))
    #expect(!text.contains("DIFFERS"))
  }

  private struct Report: Decodable {
    struct Derivative: Decodable {
      let name: String
      let agrees: Bool
      let errors: [String: Double]
    }

    let graph: String
    let rows: Int
    let seed: UInt64
    let derivatives: [Derivative]
  }

  @Test func checksForPrograms() throws {
    let text = try Tools.output(Tools.faulty, ["check", "Good", "Weighted", "--rows", "2", "--seed", "5", "--json"])
    let reports = try JSONDecoder().decode([Report].self, from: Data(text.utf8))
    #expect(reports.map(\.graph) == ["Good", "Weighted"])
    #expect(reports.allSatisfy { $0.rows == 2 && $0.seed == 5 })
    #expect(reports.allSatisfy { report in report.derivatives.allSatisfy { $0.agrees && !$0.errors.isEmpty } })
    #expect(reports[0].derivatives.map(\.name).contains("∂CE/∂W"))
  }

  @Test func generatesTheSameEveryTime() throws {
    try Program.inTemporaryFolder { folder in
      let printed = try Tools.output(Tools.graphs, ["generate"])
      #expect(printed.contains("public struct Iris<Scalar: KernelScalar>: GeneratedModel {"))
      #expect(printed.contains("public struct Digits<Scalar: KernelScalar>: GeneratedModel {"))
      #expect(try Tools.output(Tools.graphs, ["generate", "-o", "Kernels.swift"], in: folder) == "")
      #expect(try String(contentsOfFile: folder + "/Kernels.swift", encoding: .utf8) == printed)
      #expect(try !Tools.output(Tools.graphs, ["generate", "Iris"]).contains("Digits"))
    }
  }

  /// Sets and dictionaries have another order in every process; a text that followed it would build everything anew.
  @Test(arguments: [["generate", "--tests"], ["generate"], ["derive", "--steps"], ["draw"], ["check"]])
  func printsTheSameEveryTime(command: [String]) throws {
    for graph in ["Good", "Branched"] {
      let arguments = [command[0], graph] + command.dropFirst()
      let texts = try (0..<4).map { _ in try Tools.output(Tools.faulty, arguments) }
      #expect(Set(texts).count == 1, "\(arguments)")
    }
  }

  @Test func drawsWhatTheEndingSays() throws {
    try Program.inTemporaryFolder { folder in
      let dot = try Tools.output(Tools.graphs, ["draw", "Iris"])
      #expect(dot.hasPrefix("digraph \"Iris\" {\n") && dot.hasSuffix("}\n"))
      let endings = ["dot": "digraph", "svg": "<?xml", "png": "\u{89}PNG", "pdf": "%PDF"]
      let names = endings.keys.sorted().map { "a.\($0)" }
      let text = try Tools.output(Tools.graphs, ["draw", "Iris"] + names.flatMap { ["-o", $0] }, in: folder)
      #expect(text == names.map { "Iris: \($0)\n" }.joined())
      #expect(try Tools.files(folder) == names)
      for (ending, start) in endings {
        let data = try Data(contentsOf: URL(filePath: "\(folder)/a.\(ending)"))
        #expect(data.starts(with: start.unicodeScalars.map { UInt8($0.value) }))
      }
      #expect(try String(contentsOfFile: folder + "/a.dot", encoding: .utf8) == dot)
    }
  }

  @Test func drawsNormsOfData() throws {
    let dot = try Tools.output(Tools.graphs, ["draw", "Iris", "--data", Tools.irisData, "--label", "species"])
    #expect(dot.contains("150 × 3"))
    // The loss of three equally likely classes.
    #expect(dot.contains("1.0986"))
  }

  @Test(arguments: [[], ["list"], ["derive"], ["check"], ["jacobian"], ["generate"], ["draw"]])
  func explainsItself(command: [String]) throws {
    let text = try Tools.output(Tools.graphs, command + ["--help"])
    #expect(text.contains("USAGE: graphs \(command.joined())"))
  }
}

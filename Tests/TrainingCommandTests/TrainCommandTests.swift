import Foundation
import KernelRuntime
import Testing
import Training

/// What `train` does when all is well. Any graph "Iris" of 4 features and 3 classes will do.
struct TrainCommandTests {
  static let iris = ["Iris", "--data", TrainProcess.data("iris.csv"), "--label", "species"]
  static let known = ["--zero", "--scalar", "double"]

  static func files(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder)
  }

  @Test func printsWhatItFound() throws {
    try TrainProcess.inTemporaryFolder { folder in
      let result = try TrainProcess.run(Self.iris + Self.known + ["-o", "p.safetensors"], in: folder)
      #expect(result.status == 0)
      #expect(result.errors == "")
      let lines = result.output.split(separator: "\n").map(String.init)
      try #require(lines.count == 7)
      #expect(lines[0] == "graph: Iris")
      #expect(lines[1] == "data: 150 × 4 from \(TrainProcess.data("iris.csv"))")
      #expect(lines[2] == "classes: 3 (setosa, versicolor, virginica)")
      #expect(lines[3] == "steps: 1000")
      let loss = try #require(Double(lines[4].dropFirst("loss: ".count)))
      #expect(abs(loss - 0.12588743412654976) < 1e-12)
      #expect("loss: \(loss)" == lines[4])
      #expect(lines[5] == "accuracy: 148 of 150 right (98.67 %)")
      #expect(lines[6] == "parameters: p.safetensors")
      #expect(try Self.files(folder) == ["p.safetensors"])
      let file = try ParameterFile(contentsOf: folder + "/p.safetensors")
      #expect(file.metadata == ["graph": "Iris", "classes": #"["setosa","versicolor","virginica"]"#])
      #expect(file.entries.allSatisfy { $0.type == .double })
    }
  }

  private struct Facts: Decodable, Equatable {
    let graph: String
    let rows: Int
    let features: Int
    let classes: [String]
    let scalar: String
    let steps: Int
    let batch: Int?
    let loss: Double
    let right: Int
    let accuracy: Double
    let output: String?
  }

  private static func facts(_ arguments: [String], in folder: String) throws -> Facts {
    let result = try TrainProcess.run(iris + arguments + ["--json"], in: folder)
    #expect(result.errors == "")
    #expect(result.output.split(separator: "\n").count == 1)
    return try JSONDecoder().decode(Facts.self, from: Data(result.output.utf8))
  }

  @Test func printsOneJSONObject() throws {
    try TrainProcess.inTemporaryFolder { folder in
      let facts = try Self.facts(["--steps", "7", "--batch", "32", "--seed", "3", "-o", "p"], in: folder)
      #expect(facts.graph == "Iris")
      #expect(facts.rows == 150)
      #expect(facts.features == 4)
      #expect(facts.classes == ["setosa", "versicolor", "virginica"])
      #expect(facts.scalar == "float")
      #expect(facts.steps == 7)
      #expect(facts.batch == 32)
      #expect(facts.accuracy == Double(facts.right) / 150)
      #expect(facts.output == "p")
    }
  }

  @Test func repeatsARunForASeed() throws {
    try TrainProcess.inTemporaryFolder { folder in
      let arguments = ["--steps", "20", "--batch", "16"]
      let first = try Self.facts(arguments, in: folder)
      #expect(try Self.facts(arguments + ["--seed", "0"], in: folder) == first)
      #expect(try Self.facts(arguments + ["--seed", "1"], in: folder).loss != first.loss)
      #expect(try Self.files(folder) == [])
    }
  }

  /// Where the gradient is zero, `W` is the mean of `Xᵀ(Y − A)` over the penalty: each of its rows adds up to zero.
  @Test func goesToTheMinimumIfAskedTo() throws {
    try TrainProcess.inTemporaryFolder { folder in
      let asked = ["--scalar", "double", "--until", "1e-9", "--penalty", "0.01", "-o", "p"]
      let facts = try Self.facts(asked, in: folder)
      #expect(facts.steps < 60)
      let signature = ModelSignature(
        name: "Iris", inputs: [], targets: [],
        parameters: [.init(name: "W", shape: [4, 3]), .init(name: "b", shape: [3])],
        prediction: .init(name: "A", features: [3]))
      let saved = try ParameterFile(contentsOf: folder + "/p").tensors(for: signature, as: Double.self)
      let weights = saved[0].elements
      for row in 0..<4 { #expect(abs(weights[3 * row..<3 * row + 3].reduce(0, +)) < 1e-6) }
      // From anywhere else it ends at the same place.
      let again = try Self.facts(asked + ["--seed", "5"], in: folder)
      #expect(abs(again.loss - facts.loss) < 1e-9)
    }
  }

  @Test func dividesTheFeatures() throws {
    try TrainProcess.inTemporaryFolder { folder in
      let whole = try Self.facts(Self.known + ["--steps", "1", "--rate", "0.4"], in: folder)
      let half = try Self.facts(
        Self.known + ["--steps", "1", "--rate", "0.4", "--divide-features-by", "-2"], in: folder)
      #expect(whole.loss != half.loss)
    }
  }

  /// A file knows what its features were divided by, and no step is a way to look at other rows.
  @Test func evaluatesSavedParameters() throws {
    try TrainProcess.inTemporaryFolder { folder in
      let trained = try Self.facts(["--divide-features-by", "2", "-o", "p"], in: folder)
      let evaluated = try Self.facts(["--from", "p", "--steps", "0", "-o", "q"], in: folder)
      #expect(evaluated.steps == 0)
      #expect(evaluated.loss == trained.loss)
      #expect(evaluated.right == trained.right)
      let files = try ["/p", "/q"].map { try Data(contentsOf: URL(filePath: folder + $0)) }
      #expect(files[0] == files[1])
      let undivided = try Self.facts(["--from", "p", "--steps", "0", "--divide-features-by", "1"], in: folder)
      #expect(undivided.loss != trained.loss)
    }
  }

  @Test(arguments: ["float", "double"]) func goesOnFromSavedParameters(scalar: String) throws {
    try TrainProcess.inTemporaryFolder { folder in
      let once = try Self.facts(Self.known + ["--steps", "60"], in: folder)
      _ = try Self.facts(["--zero", "--scalar", scalar, "--steps", "40", "-o", "p"], in: folder)
      let twice = try Self.facts(["--from", "p", "--scalar", "double", "--steps", "20", "-o", "p"], in: folder)
      #expect(abs(once.loss - twice.loss) < (scalar == "double" ? 1e-14 : 1e-5))
    }
  }

  /// Rows in another order must not renumber the classes that saved parameters stand for.
  @Test func keepsTheClassesOfSavedParameters() throws {
    try TrainProcess.inTemporaryFolder { folder in
      let trained = try Self.facts(["-o", "p"], in: folder)
      let table = try String(contentsOfFile: TrainProcess.data("iris.csv"), encoding: .utf8)
      let lines = table.split(separator: "\n").map(String.init)
      let reversed = ([lines[0]] + lines.dropFirst().reversed()).joined(separator: "\n")
      try Data(reversed.utf8).write(to: URL(filePath: folder + "/reversed.csv"))
      let arguments = ["Iris", "--data", "reversed.csv", "--label", "species", "--from", "p", "--steps", "1", "--json"]
      let result = try TrainProcess.run(arguments, in: folder)
      let again = try JSONDecoder().decode(Facts.self, from: Data(result.output.utf8))
      #expect(again.classes == trained.classes)
      #expect(again.right >= 140)
    }
  }

  @Test func explainsItself() throws {
    try TrainProcess.inTemporaryFolder { folder in
      let result = try TrainProcess.run(["--help"], in: folder)
      #expect(result.status == 0)
      #expect(result.errors == "")
      #expect(result.output.contains("USAGE: train "))
      #expect(result.output.contains("Iris"))
    }
  }
}

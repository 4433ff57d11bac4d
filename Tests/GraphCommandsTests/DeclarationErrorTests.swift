import Foundation
import ProgramRunning
import Testing

/// A mistake in a declaration is one line at its own place, whichever command finds it.
struct DeclarationErrorTests {
  static let mistakes = [
    "NoLoss": "NoLoss has no loss: end it with one, such as CrossEntropy(.oneHot(\"Y\"))",
    "Misspelt": "there is no tensor z before this line; known are X, Z",
    "Misfit": "Affine needs rows of features, but X has the shape m × 2 × 2",
    "WrongTarget": "CrossEntropy needs a target of classes or weights, but Y holds any real values",
    "IdleParameter":
      "the output Z2 of Affine never reaches the loss CE; remove the layer, or name its output in the .from of a later "
      + "one",
    "Impossible": "the parameter W would have the shape 4 × 0; every extent must be a number of at least 1",
    "AboveOneRow":
      "AboveOneRow: axis 1 of X (m × 4) has the extent m, but the formula runs an index of extent 4 over it",
  ]

  static let commands = [
    ["derive"], ["check"], ["jacobian", "--of", "Z", "--wrt", "W"], ["generate"], ["generate", "--tests"],
    ["draw"], ["draw", "-o", "a.svg"], ["generate", "-o", "a.swift"],
  ]

  static let source = packageFolder().appending(path: "Tests/FaultyGraphs/FaultyGraphs.swift").path

  /// The line that ends in the comment, or begins it.
  static func line(_ comment: String) throws -> Int {
    let lines = try String(contentsOfFile: source, encoding: .utf8).components(separatedBy: "\n")
    let marked = try #require(lines.firstIndex { $0.contains("// \(comment)") })
    return lines[marked].hasSuffix("one line above") ? marked : marked + 1
  }

  @Test(arguments: mistakes.keys.sorted(), commands)
  func pointsToTheLine(graph: String, command: [String]) throws {
    try Program.inTemporaryFolder { folder in
      let message = try #require(Self.mistakes[graph])
      try Tools.expectError(
        Tools.faulty, [command[0], graph] + command.dropFirst(),
        "\(Self.source):\(try Self.line(graph)):1: error: \(message)", in: folder, environment: [:])
      #expect(try Tools.files(folder) == [])
    }
  }

  @Test func saysWhereANameWasTaken() throws {
    let line = try Self.line("Taken")
    try Tools.expectError(
      Tools.faulty, ["derive", "Taken"],
      "\(Self.source):\(line):1: error: the name W is already that of a parameter, declared at line \(line); choose "
        + "another one", environment: [:])
  }

  @Test(arguments: [["list"], ["list", "--json"], ["generate"], ["check"]])
  func stopsAtTheFirstMistakeOfAll(arguments: [String]) throws {
    let message = try #require(Self.mistakes["NoLoss"])
    try Tools.expectError(
      Tools.faulty, arguments, "\(Self.source):\(try Self.line("NoLoss")):1: error: \(message)", environment: [:])
  }

  @Test func worksOnASoundGraphBesideFaultyOnes() throws {
    #expect(try Tools.output(Tools.faulty, ["derive", "Good"]).contains("∂CE/∂Z = (A − Y)/m"))
  }

  @Test(arguments: [["list"], ["derive", "Good"], ["check"], ["generate"], ["generate", "Good"], ["draw", "Good"]])
  func refusesTwoGraphsOfOneName(arguments: [String]) throws {
    let first = try Self.line("Twin")
    let good = try String(contentsOfFile: Self.source, encoding: .utf8).components(separatedBy: "\n")
      .firstIndex { $0.contains("Graph(\"Good\") {") }
    try Tools.expectError(
      Tools.faulty, arguments,
      "\(Self.source):\(first):1: error: there is a graph Good already, declared at line \(try #require(good) + 1); "
        + "choose another name", environment: ["GRAPHS": "twins"])
  }
}

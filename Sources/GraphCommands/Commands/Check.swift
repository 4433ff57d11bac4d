import ArgumentParser
import Foundation
import LayerGraph
import SeededRandom
import Verification

/// `check GRAPH`: every derivative against its witnesses.
struct Check<Program: GraphProgram>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "check", abstract: "Check every derivative against its witnesses.",
      discussion: """
        Witnesses: the dense Jacobians of single layers contracted along the graph (chain), dual numbers (dual), \
        extrapolated central differences (differences), and the loop nest that the kernel is printed from (nest). Each \
        column holds the mean absolute percentage error, as a fraction. The exit code is 0 only if all agree.
        """)
  }

  @Argument(help: "The graphs; all of them where none is named.")
  var names: [String] = []

  @Option(parsing: .unconditional, help: ArgumentHelp("Decides the random values.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(parsing: .unconditional, help: ArgumentHelp("Rows of the batch.", valueName: "m"))
  var rows = 3

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Entries of each tensor to differentiate by, evenly spaced where it has more. (default: up to 24)", valueName: "n"))
  var entries: Int?

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard rows >= 1 else { throw ValidationError("--rows must be at least 1, but is \(rows)") }
    if let entries, entries < 1 { throw ValidationError("--entries must be at least 1, but is \(entries)") }
  }

  func run() throws {
    let reports = try Selection<Program>().wired(names).map(report)
    print(try json ? JSONText.of(reports) : reports.map(\.text).joined(separator: "\n\n"))
    if !reports.allSatisfy(\.agrees) { throw ExitCode.failure }
  }

  private func report(_ graph: WiredGraph) throws -> CheckReport {
    try graph.checkSize(rows: rows)
    var generator = SplitMix64(seed: seed)
    let sample = GraphSample(of: graph, rows: rows, using: &generator)
    let judge = try ClaimJudge(graph)
    // The evaluator is slow and obviously right; a large graph gets fewer entries rather than a long wait.
    let parameters = graph.program.parameters.reduce(1) { $0 + $1.shape(rows: 0).reduce(1, *) }
    let entries = entries ?? min(24, max(4, 30_000 / parameters))
    return CheckReport(
      graph: graph.name, rows: rows, seed: seed,
      derivatives: try GraphCheck(graph, at: sample, entryLimit: entries).derivatives(),
      claims: try graph.claims.map { ClaimReport(try judge.verdict(on: $0), of: graph) })
  }
}

/// The derivatives of one graph with their errors.
struct CheckReport: Encodable {
  let graph: String
  let rows: Int
  let seed: UInt64
  let derivatives: [CheckedDerivative]
  /// The claims that the graph declares.
  let claims: [ClaimReport]

  var agrees: Bool { derivatives.allSatisfy(\.agrees) && claims.allSatisfy(\.isRight) }

  var text: String {
    var table = TextTable(
      ["derivative", "shape"] + Witness.allCases.map(\.rawValue) + ["verdict", "formula"])
    for derivative in derivatives {
      let shape = derivative.shape.map(String.init).joined(separator: " × ")
      let errors = Witness.allCases.map { derivative.errors[$0].map(Self.short) ?? "–" }
      table.add([derivative.name, shape] + errors + [derivative.agrees ? "agrees" : "DIFFERS", derivative.formula])
    }
    let wrong = derivatives.count { !$0.agrees }
    let verdict =
      wrong == 0 ? "all \(derivatives.count) derivatives agree" : "\(wrong) of \(derivatives.count) derivatives differ"
    let claimed = claims.isEmpty ? "" : "\n\nclaims\n" + claims.map(\.sentence).joined(separator: "\n")
    return "\(graph), \(rows) rows, seed \(seed)\n\(table.text)\n\(verdict)\(claimed)"
  }

  /// One significant digit, as an error needs.
  private static func short(_ error: Double) -> String {
    error == 0 ? "0" : error.isFinite ? String(format: "%.0e", error) : "not finite"
  }
}

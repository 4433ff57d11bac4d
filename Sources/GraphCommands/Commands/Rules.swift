import ArgumentParser
import IndexCalculus

/// `rules`: the calculus, as a table.
struct Rules: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "List the rules of the calculus as a Markdown table.")

  func run() throws {
    print(Self.table("Differentiation", Rule.differentiation))
    print(Self.table("Simplification", Rule.simplification))
    print(Self.table("Presentation", Rule.presentation))
    print(Self.table("Numerical safety", Rule.stability), terminator: "")
  }

  private static func table(_ title: String, _ rules: [Rule]) -> String {
    let lines = rules.map { "| \($0.name) | \($0.statement.replacing("|", with: "\\|")) |" }
    return (["## \(title)", "", "| rule | what it does |", "| --- | --- |"] + lines).joined(separator: "\n") + "\n"
  }
}

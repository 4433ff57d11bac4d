import ArgumentParser
import IndexCalculus
import LayerGraph
import Verification

/// `claim GRAPH --of T --wrt T FORMULA`: judges a derivative that somebody derived by hand.
struct ClaimCommand<Program: GraphProgram>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "claim", abstract: "Judge a derivative that was derived by hand.",
      discussion: """
        The formula is index notation in the letters that derive uses, such as '(A[r,s] - Y[r,s])/m', or in any \
        letters, which then stand for the axes in alphabetical order. Sums are written sum(k, …), Kronecker's δ \
        delta(p,r). Without a formula, the claims that the graph declares are judged. The exit code is 0 only if all \
        are right.
        """)
  }

  @Argument(help: "The graph.")
  var graph: String

  @Option(help: ArgumentHelp("The tensor that is differentiated. (default: the loss)", valueName: "tensor"))
  var of: String?

  @Option(help: ArgumentHelp("The tensor that it is differentiated by.", valueName: "tensor"))
  var wrt: String?

  @Argument(help: "What the derivative is claimed to be.")
  var formula: String?

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard (formula == nil) == (wrt == nil) else {
      throw ValidationError("a claim needs both --wrt and a formula")
    }
    guard of == nil || formula != nil else { throw ValidationError("--of belongs to a claim; give --wrt and a formula as well") }
  }

  func run() throws {
    let wired = try Selection<Program>().wired(graph)
    let judge = try ClaimJudge(wired)
    let reports = try claims(about: wired).map { ClaimReport(try judge.verdict(on: $0), of: wired) }
    guard !reports.isEmpty else { throw CommandError.other("\(graph) declares no claims; give --wrt and a formula") }
    print(try json ? JSONText.of(reports) : reports.map(\.sentence).joined(separator: "\n"))
    if !reports.allSatisfy(\.isRight) { throw ExitCode.failure }
  }

  private func claims(about graph: WiredGraph) throws -> [WiredClaim] {
    guard let formula, let wrt else { return graph.claims }
    let root = try of.map { try graph.tensor($0) } ?? graph.program.loss
    let reader = ClaimReader(graph: graph, goal: .init(of: root, wrt: try graph.tensor(wrt)))
    return [WiredClaim(of: root, wrt: reader.goal.wrt, formula: try reader.read(formula))]
  }
}

/// Reads the formula of a claim.
struct ClaimReader {
  let graph: WiredGraph
  let goal: Derivation.Goal

  /// - Throws: `CommandError` with the column that cannot be read.
  func read(_ text: String) throws(CommandError) -> Expression {
    do {
      let found = try parser(letters: []).freeLetters(in: text)
      return try parser(letters: try letters(for: found)).parse(text)
    } catch let error as FormulaError {
      throw .other("column \(error.column) of the formula: \(error.message)")
    } catch let error as CommandError {
      throw error
    } catch {
      throw .other("\(error)")
    }
  }

  private func parser(letters: [String]) -> FormulaParser {
    let tensors = graph.program.tensors.filter { $0.element == .real }.map(FormulaParser.Name.init)
    let targets = graph.targets.filter { $0.symbol.holdsPlaces }.map { target in
      FormulaParser.Name(target.symbol.name, [.rows, .fixed(target.width)]) { target[$0[0], $0[1]] }
    }
    let extents = goal.of.extents + goal.wrt.extents
    return FormulaParser(
      names: tensors + targets, labels: graph.targets.map(\.symbol).filter { $0.holdsPlaces },
      free: zip(letters, extents).map(FormulaParser.FreeIndex.init))
  }

  /// The letter of each axis: as `derive` writes them where the formula uses no others, else in alphabetical order.
  private func letters(for found: [String]) throws(CommandError) -> [String] {
    let axes = goal.of.rank + goal.wrt.rank
    let isParameter = graph.program.parameters.contains(goal.wrt)
    let usual = IndexNames(for: goal, isParameter: isParameter, tensors: graph.program.tensors).letters(axes)
    if Set(found).isSubset(of: usual) { return usual }
    guard found.count == axes else {
      throw .other(
        "the formula uses the indices \(found.joined(separator: ", ")), but the derivative has \(axes) of them; write it in \(usual.joined(separator: ", "))"
      )
    }
    return found.sorted()
  }
}

/// A verdict as a sentence, and for programs.
struct ClaimReport: Encodable {
  let claim: String
  let isRight: Bool
  let sentence: String
  let derivative: String

  init(_ verdict: ClaimVerdict, of graph: WiredGraph) {
    let goal = verdict.truth.goal
    let names = IndexNames(
      for: goal, isParameter: graph.program.parameters.contains(goal.wrt), tensors: graph.program.tensors)
    let left = Expression.access(goal.jacobianSymbol, verdict.truth.indices.map(IndexTerm.index)).formula(names).text
    let claimed = verdict.claim.formula.formula(names).text
    claim = "\(left) = \(claimed)"
    isRight = verdict.isRight
    derivative = verdict.truth.result.formula(names).text
    sentence = "\(claim)\n  \(Self.judgement(verdict, left, derivative, names))"
  }

  private static func judgement(
    _ verdict: ClaimVerdict, _ left: String, _ derivative: String, _ names: IndexNames
  ) -> String {
    switch verdict.outcome {
    case .proved(let proof, let assumption, let isGranted):
      let condition = assumption.condition(verdict.targets)
      let way = way(proof)
      if assumption == .none { return "right: \(way)" }
      if isGranted { return "right, because \(condition): \(way)" }
      return "right only if \(condition), which the graph does not grant; it is \(derivative)"
    case .undecided(let entries, let error):
      return entries > 0
        ? "no difference in \(entries) random entries (up to \(String(describing: error))), but no proof either"
        : "neither side could be evaluated at random values"
    case .wrong(let difference):
      let letters = names.letters(difference.position.count)
      let place = zip(letters, difference.position).map { "\($0) = \($1)" }.joined(separator: ", ")
      let values = "\(difference.left) where the claim gives \(difference.right)"
      return "wrong: at \(place) it is \(values), for random values; it is \(derivative)"
    }
  }

  private static func way(_ proof: Equality.Proof) -> String {
    switch proof {
    case .byNormalForm: "both sides have one normal form"
    case .byIdentityTest(let points): "both sides agree exactly at \(points) random points of a finite field"
    }
  }
}

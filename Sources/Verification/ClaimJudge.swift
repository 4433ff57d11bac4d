import IndexCalculus
import LayerGraph

/// What must hold of a target for a claimed derivative to be right.
public enum Assumption: String, Sendable, Codable {
  /// Nothing: the claim holds for any values.
  case none
  case rowsSumToOne
  case oneHot

  /// The end of a sentence that begins with "if".
  public func condition(_ targets: [String]) -> String {
    let names = targets.joined(separator: " and ")
    return switch self {
    case .none: "anything"
    case .rowsSumToOne: "each row of \(names) sums to one"
    case .oneHot: "each row of \(names) has a single 1"
    }
  }
}

/// The judgement on one claim.
public struct ClaimVerdict: Sendable {
  public enum Outcome: Sendable {
    case proved(Equality.Proof, Assumption, isGranted: Bool)
    /// No proof was found, and no difference in this many entries either.
    case undecided(entries: Int, maximalError: Double)
    case wrong(Equality.Difference)
  }

  public let claim: WiredClaim
  public let outcome: Outcome
  /// The derivative as the calculus finds it.
  public let truth: Derivation
  /// The targets that an assumption is about.
  public let targets: [String]

  /// Whether the claim is proved for every batch that the graph accepts.
  public var isRight: Bool {
    switch outcome {
    case .proved(_, let assumption, let isGranted): assumption == .none || isGranted
    case .undecided, .wrong: false
    }
  }
}

/// Judges claims about the derivatives of one graph, each with the weakest assumption that makes it right.
public struct ClaimJudge {
  private let graph: WiredGraph
  /// The derivatives that hold for any targets.
  private let general: GradientProgram
  private let own: GradientProgram

  /// - Throws: `GraphError` where the graph cannot be differentiated.
  public init(_ graph: WiredGraph) throws(GraphError) {
    self.graph = graph
    general = try graph.withoutGrants.differentiated()
    own = try graph.differentiated()
  }

  /// - Throws: `CalculusError` where there is no such derivative, or what the evaluator says of the formula.
  public func verdict(on claim: WiredClaim) throws -> ClaimVerdict {
    let derivation = try general.derivative(of: claim.of, wrt: claim.wrt)
    let truth = try own.derivative(of: claim.of, wrt: claim.wrt)
    var first: ClaimVerdict.Outcome?
    for (assumption, targets) in assumptions {
      let outcome = try judge(claim, derivation, assumption, targets)
      if case .wrong = outcome {
        first = first ?? outcome
        continue
      }
      return ClaimVerdict(claim: claim, outcome: outcome, truth: truth, targets: targets.map(\.symbol.name))
    }
    return ClaimVerdict(
      claim: claim, outcome: first ?? .undecided(entries: 0, maximalError: .nan), truth: truth, targets: [])
  }

  /// What may be assumed of which targets, the weakest first: what the graph grants comes before what it does not.
  private var assumptions: [(Assumption, [TargetTensor])] {
    let granted = graph.targets.filter { $0.kind == .distribution }
    let all = graph.targets.filter { $0.kind == .distribution || $0.kind == .weights }
    let sums = (granted.count == all.count ? [all] : [granted, all]).map { (Assumption.rowsSumToOne, $0) }
    return [(.none, [])] + (sums + [(.oneHot, all)]).filter { !$0.1.isEmpty }
  }

  private func judge(
    _ claim: WiredClaim, _ derivation: Derivation, _ assumption: Assumption, _ targets: [TargetTensor]
  ) throws -> ClaimVerdict.Outcome {
    let sums = assumption == .rowsSumToOne ? targets.map { Knowledge.KnownSum($0.symbol, axis: 1, value: 1) } : []
    func adapted(_ body: Expression) -> Expression { assumption == .oneHot ? body.withSingleOnes(targets) : body }
    let definitions = graph.program.definitions + general.adjoints.map(\.definition)
    let verdict = try Equality.judge(
      adapted(derivation.result), adapted(claim.formula), extents: derivation.extents,
      knowing: Knowledge(sums: sums, partialTensors: graph.program.partialTensors),
      defining: definitions.map { TensorDefinition($0.symbol, adapted($0.body)) })
    switch verdict {
    case .proved(let proof):
      let isGranted = assumption == .none || (assumption == .rowsSumToOne && targets.allSatisfy { $0.kind == .distribution })
      return .proved(proof, assumption, isGranted: isGranted)
    case .undecided(let agreement):
      return .undecided(entries: agreement.entries, maximalError: agreement.maximalError)
    case .different(let difference): return .wrong(difference)
    }
  }
}

extension Expression {
  /// The formula with `Y_ij` of each target replaced by `δ(j, y_i)`.
  fileprivate func withSingleOnes(_ targets: [TargetTensor]) -> Expression {
    replacingAccesses { tensor, positions in
      guard targets.contains(where: { $0.symbol == tensor }) else { return nil }
      let labels = TensorSymbol("the class in \(tensor.name)", [.rows], element: .place(on: tensor.extents[1]))
      return .delta(positions[1], .element(labels, [positions[0]]))
    }
  }
}

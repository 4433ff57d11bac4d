/// Why a derivation could not be completed.
public enum CalculusError: Error, Equatable, CustomStringConvertible, Sendable {
  case nodeBudget(limit: Int, rule: String)
  case stepBudget(limit: Int, rule: String)
  case invalidFormula(String)
  case notDifferentiable(of: String, wrt: String)

  public var description: String {
    switch self {
    case .nodeBudget(let limit, let rule):
      "the formula grew beyond \(limit) nodes at the rule “\(rule)”; name an intermediate result as a layer of its own"
    case .stepBudget(let limit, let rule):
      "the derivation did not end within \(limit) steps; the last rule was “\(rule)”"
    case .invalidFormula(let reason): reason
    case .notDifferentiable(let of, let wrt): "\(of) does not depend on \(wrt)"
    }
  }
}

/// One line of a derivation: the rule, and the whole expression after it.
public struct DerivationStep: Hashable, Sendable {
  public let rule: String
  public let expression: Expression

  public init(_ rule: String, _ expression: Expression) {
    self.rule = rule
    self.expression = expression
  }
}

/// Applies tables of rules until none applies any more, and writes down each step.
struct Rewriter {
  /// Formulas are kept small by naming intermediates; one that exceeds these limits is a mistake, and is reported.
  struct Budget {
    var nodes = 20_000
    var steps = 400
    /// Applications of rules, those that one line of the derivation gathers counted singly.
    var applications = 4_000
  }

  private var applications = 0

  private(set) var expression: Expression
  private(set) var steps: [DerivationStep] = []
  var knowledge: Knowledge
  var budget = Budget()

  init(_ expression: Expression, knowing knowledge: Knowledge) {
    self.expression = expression
    self.knowledge = knowledge
  }

  /// Applies the first rule of the table that changes anything, and starts over.
  mutating func exhaust(_ rules: [Rule]) throws(CalculusError) {
    var position = 0
    while position < rules.count {
      let rule = rules[position]
      let next = rule.swept(through: expression, knowing: knowledge)
      if next == expression {
        position += 1
      } else {
        try record(rule.name, next)
        position = 0
      }
    }
  }

  /// Writes down a step that was taken outside the tables, such as inserting a definition.
  mutating func record(_ rule: String, _ next: Expression) throws(CalculusError) {
    if next == expression { return }
    if let defect = next.defect { throw .invalidFormula(defect) }
    guard next.size <= budget.nodes else { throw .nodeBudget(limit: budget.nodes, rule: rule) }
    guard steps.count < budget.steps else { throw .stepBudget(limit: budget.steps, rule: rule) }
    guard applications < budget.applications else { throw .stepBudget(limit: budget.applications, rule: rule) }
    applications += 1
    expression = next
    if steps.last?.rule == rule { steps.removeLast() }
    steps.append(DerivationStep(rule, next))
  }
}

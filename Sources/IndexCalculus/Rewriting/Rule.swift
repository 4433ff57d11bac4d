/// One named rewrite: equal on both sides wherever both sides are defined.
///
/// The tables of rules are the whole of the calculus, and a derivation is the list of rules that were applied.
public struct Rule: Sendable {
  /// As a textbook calls it.
  public let name: String
  /// The rule in symbols.
  public let statement: String
  /// The kinds of node at which it can apply.
  let heads: KindSet
  let apply: @Sendable (Expression, Knowledge) -> Expression?

  init(
    _ name: String, _ statement: String, at heads: KindSet,
    apply: @escaping @Sendable (Expression, Knowledge) -> Expression?
  ) {
    self.name = name
    self.statement = statement
    self.heads = heads
    self.apply = apply
  }

  /// The result of applying the rule at the top node only, or `nil` where it does not apply.
  public func applied(at expression: Expression, knowing knowledge: Knowledge = Knowledge()) -> Expression? {
    guard heads.contains(KindSet(expression.form)) else { return nil }
    guard let result = apply(expression, knowledge), result != expression else { return nil }
    return result
  }

  /// The expression with the rule applied once at every node where it does, innermost first.
  func swept(through expression: Expression, knowing knowledge: Knowledge) -> Expression {
    guard !expression.kinds.isDisjoint(with: heads) else { return expression }
    var result = expression
    // What stands behind ∂ is only ever rewritten by moving the ∂.
    if !KindSet(expression.form).contains(.derivative) {
      result = expression.descending { swept(through: $0, knowing: knowledge) }
    }
    return applied(at: result, knowing: knowledge) ?? result
  }
}

/// What rules may use beside the expression itself.
public struct Knowledge: Sendable {
  /// A tensor whose entries along one axis add up to a constant: the rows of a one-hot target, or of shares.
  public struct KnownSum: Hashable, Sendable {
    public let tensor: TensorSymbol
    public let axis: Int
    public let value: Expression

    public init(_ tensor: TensorSymbol, axis: Int, value: Expression) {
      self.tensor = tensor
      self.axis = axis
      self.value = value
    }
  }

  /// Tensors that may be named where their formula occurs.
  public var namedOutputs: [TensorDefinition]
  public var sums: [KnownSum]
  /// Tensors that may be infinite or NaN where all that they are computed from is finite.
  public var partialTensors: Set<TensorSymbol>
  /// The rules that a derivation may use.
  public var rules: RuleTable

  public init(
    namedOutputs: [TensorDefinition] = [], sums: [KnownSum] = [], partialTensors: Set<TensorSymbol> = [],
    rules: RuleTable = .standard
  ) {
    self.namedOutputs = namedOutputs
    self.sums = sums
    self.partialTensors = partialTensors
    self.rules = rules
  }
}

extension GradientProgram {
  /// Differentiates the program's loss by every tensor that it depends on, from the loss backwards, so that the work
  /// and the formulas grow linearly with the number of definitions.
  /// - Parameters:
  ///   - wrt: tensors from outside whose derivative is wanted beside the parameters'.
  ///   - rules: the calculus to use.
  /// - Throws: `CalculusError` when a budget is exceeded or a formula makes no sense.
  public init(
    differentiating program: TensorProgram, wrt extra: [TensorSymbol] = [], rules: RuleTable = .standard
  ) throws(CalculusError) {
    var reverse = ReverseMode(program, root: program.loss)
    reverse.knowledge.rules = rules
    try reverse.findSums()
    let wanted = program.parameters + extra
    try reverse.run(wanted: Set(wanted))
    self.init(
      program: program, wanted: wanted, adjoints: reverse.adjoints, locals: reverse.locals, knownSums: reverse.knowledge.sums)
  }

  /// The derivative of any tensor of the program by any other that it depends on, through all tensors between them.
  ///
  /// The tensor that is differentiated may be a derivative itself: that of `∂L/∂Z` by `Z` is the Hessian.
  /// - Throws: `CalculusError.notDifferentiable` where it does not depend on it, or when a budget is exceeded.
  public func derivative(of root: TensorSymbol, wrt tensor: TensorSymbol) throws(CalculusError) -> Derivation {
    if root == program.loss, let adjoint = adjoint(of: tensor) { return try resolved(adjoint) }
    var reverse = ReverseMode(root.isDerivative ? programWithAdjoints : program, root: root)
    reverse.knowledge.sums = knownSums
    try reverse.run(wanted: [tensor])
    guard let adjoint = reverse.adjoints.first(where: { $0.tensor == tensor }) else {
      throw .notDifferentiable(of: root.name, wrt: tensor.name)
    }
    return try reverse.resolved(adjoint)
  }

  /// The program with the derivatives of the loss as tensors of its own.
  public var programWithAdjoints: TensorProgram {
    TensorProgram(
      inputs: program.inputs, targets: program.targets, parameters: program.parameters,
      definitions: program.definitions + adjoints.map(\.definition), loss: program.loss,
      prediction: program.prediction, grantedSums: program.grantedSums)
  }
}

/// The state of one backward walk over a program, from a root that is the loss or any other tensor.
private struct ReverseMode {
  let program: TensorProgram
  let root: TensorSymbol
  var knowledge: Knowledge
  var adjoints: [Adjoint] = []
  var locals: [Derivation] = []
  private var positions: [TensorSymbol: Int] = [:]
  /// The wanted tensors, and every tensor computed from them.
  private var active: Set<TensorSymbol> = []
  private var consumers: [TensorSymbol: [TensorDefinition]] = [:]

  init(_ program: TensorProgram, root: TensorSymbol) {
    self.program = program
    self.root = root
    knowledge = Knowledge(sums: program.grantedSums, partialTensors: program.partialTensors)
    for definition in program.definitions.prefix(through: root) {
      for tensor in definition.body.tensors { consumers[tensor, default: []].append(definition) }
    }
  }

  /// Looks for tensors whose entries add up to a number along an axis, as the rows of a softmax do.
  mutating func findSums() throws(CalculusError) {
    for definition in program.definitions {
      for (axis, extent) in definition.symbol.extents.enumerated() where extent != .rows {
        guard definition.body.kinds.contains(.reduction) else { continue }
        let total = Expression.reduction(.sum, over: .free(axis), extent: extent, definition.body)
        if let value = try Rewriter.simplified(total, knowing: knowledge).number {
          knowledge.sums.append(.init(definition.symbol, axis: axis, value: .number(value)))
        }
      }
    }
  }

  mutating func run(wanted: Set<TensorSymbol>) throws(CalculusError) {
    active = tensorsThatVary(with: wanted)
    let order = program.definitions.map(\.symbol).reversed() + program.inputs + program.parameters
    for tensor in order where active.contains(tensor) && tensor != root {
      guard let users = consumers[tensor]?.filter({ $0.symbol == root || adjointPosition(of: $0.symbol) != nil }),
        !users.isEmpty
      else { continue }
      let adjoint = try adjoint(of: tensor, through: users)
      positions[adjoint.definition.symbol] = adjoints.count
      adjoints.append(adjoint)
    }
  }

  /// The wanted tensors, and every tensor computed from them.
  private func tensorsThatVary(with wanted: Set<TensorSymbol>) -> Set<TensorSymbol> {
    program.definitions.reduce(into: wanted) { active, definition in
      if !active.isDisjoint(with: definition.body.tensors) { active.insert(definition.symbol) }
    }
  }

  private mutating func adjoint(
    of tensor: TensorSymbol, through users: [TensorDefinition]
  ) throws(CalculusError) -> Adjoint {
    let symbol = Adjoint.symbol(of: tensor, loss: root)
    var derivatives: [Derivation] = []
    for user in users {
      let local = try Derivation.local(user, by: tensor, knowing: knowledge)
      locals.append(local)
      derivatives.append(local)
    }
    if users.count == 1, users[0].symbol == root {
      return Adjoint(
        tensor: tensor, definition: TensorDefinition(symbol, derivatives[0].result), steps: derivatives[0].steps)
    }
    let (named, namedSteps) = try contract(derivatives, tensor, inserting: { _ in nil })
    let upstream = users.compactMap { definition(ofAdjointOf: $0.symbol) }
    let (inserted, insertedSteps) = try contract(derivatives, tensor, inserting: { symbol in
      upstream.first { $0.symbol == symbol }
    })
    // A derivative that another tensor's is computed from too is there anyway.
    let alone = users.filter { user in !user.body.tensors.contains { $0 != tensor && active.contains($0) } }
    let saved = alone.compactMap { definition(ofAdjointOf: $0.symbol) }.reduce(0) { $0 + $1.body.work }
    let separate = named.work + saved
    let dissolves = inserted.work <= separate
    return Adjoint(
      tensor: tensor, definition: TensorDefinition(symbol, dissolves ? inserted : named),
      steps: dissolves ? insertedSteps : namedSteps)
  }

  private func adjointPosition(of tensor: TensorSymbol) -> Int? {
    positions[Adjoint.symbol(of: tensor, loss: root)]
  }

  private func definition(ofAdjointOf tensor: TensorSymbol) -> TensorDefinition? {
    adjointPosition(of: tensor).map { adjoints[$0].definition }
  }

  /// Contracts each user's adjoint with its local derivative, and adds up.
  private func contract(
    _ derivatives: [Derivation], _ tensor: TensorSymbol, inserting insertion: (TensorSymbol) -> TensorDefinition?
  ) throws(CalculusError) -> (Expression, [DerivationStep]) {
    let chain = Expression.sum(
      derivatives.map { derivative in
        contraction(derivative, tensor) { .access(derivative.goal.jacobianSymbol, $0) }
      })
    let start = Expression.sum(
      derivatives.map { derivative in
        contraction(derivative, tensor) { positions in
          TensorDefinition(derivative.goal.jacobianSymbol, derivative.result).body(at: positions)
        }
      })
    var rewriter = Rewriter(chain, knowing: knowledge)
    try rewriter.record("insert the local derivatives", start)
    let inserted = start.replacingAccesses { symbol, positions in insertion(symbol)?.body(at: positions) }
    try rewriter.record("insert the derivatives so far", inserted)
    try rewriter.simplify()
    return (rewriter.expression, [DerivationStep("chain rule", chain)] + rewriter.steps)
  }

  /// `Σ_pq ∂L/∂C_pq · ∂C_pq/∂T_rs`, the free indices first for the position in the root, then for that in `T`.
  private func contraction(
    _ derivative: Derivation, _ tensor: TensorSymbol, _ jacobian: ([IndexTerm]) -> Expression
  ) -> Expression {
    let user = derivative.goal.of
    let own = (0..<root.rank).map(IndexTerm.free)
    let outer = (0..<tensor.rank).map { IndexTerm.free(root.rank + $0) }
    guard user != root else { return jacobian(own + outer) }
    let first = root.rank + tensor.rank
    let inner = (0..<user.rank).map { IndexTerm.free(first + $0) }
    let adjoint = Expression.access(Adjoint.symbol(of: user, loss: root), own + inner)
    let bounds = zip(0..., user.extents).map { (index: Index.free(first + $0), extent: $1) }
    return .sum(over: bounds, adjoint * jacobian(inner + outer))
  }

  /// The derivation of one adjoint in terms of the program's own tensors alone.
  func resolved(_ adjoint: Adjoint) throws(CalculusError) -> Derivation {
    try adjoint.resolved(root: root, inserting: adjoints.map(\.definition), knowing: knowledge)
  }
}

extension [TensorDefinition] {
  /// The definitions up to that of `symbol`.
  fileprivate func prefix(through symbol: TensorSymbol) -> ArraySlice<TensorDefinition> {
    firstIndex { $0.symbol == symbol }.map { self[...$0] } ?? []
  }
}

extension Expression {
  /// A measure of the arithmetic behind one element: nodes, those under a reduction counted several times over.
  var work: Int {
    var inner = 0
    form.forEachOperand { inner += $0.work }
    switch form {
    case .reduction: return 1 + 8 * inner
    case .power, .function: return 2 + inner
    case .number, .constant, .extent: return 0
    case .access, .delta: return 1
    case .sum(let terms), .product(let terms): return terms.count - 1 + inner
    case .comparison, .selection, .derivative, .invalid: return 1 + inner
    }
  }
}

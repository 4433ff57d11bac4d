import IndexCalculus

/// Computes an entry where it is used instead of keeping it, wherever that repeats no work, or next to none: a tensor
/// with one reader that needs each of its entries once never gets memory, whoever else picks an entry a row.
struct ForwardSubstitution {
  private(set) var assignments: [Assignment]
  /// Tensors that someone outside wants.
  private let kept: Set<TensorSymbol>

  init(_ assignments: [Assignment], keeping kept: Set<TensorSymbol>) {
    self.assignments = assignments
    self.kept = kept
  }

  mutating func run() {
    var position = 0
    while position < assignments.count {
      if !substitute(position) { position += 1 }
    }
  }

  /// Moves one assignment's formula into its reader. Answers whether it did.
  private mutating func substitute(_ position: Int) -> Bool {
    let assignment = assignments[position]
    guard case .map(let body) = assignment.operation, !kept.contains(assignment.target),
      assignment.target.element == .real, !body.gathers, assignments.count(where: { $0.target == assignment.target }) == 1
    else { return false }
    let readers = assignments.indices.filter { assignments[$0].operands.contains(assignment.target) }
    // What is picked out for each row is few entries: computing them once more is cheaper than keeping the tensor.
    let points = readers.filter { assignments[$0].picksFew(of: assignment.target) }
    let whole = readers.filter { !points.contains($0) }
    guard whole.count == 1, assignments[whole[0]].needsEachEntryOnce(of: assignment.target) else { return false }
    let definition = TensorDefinition(assignment.target, body)
    for reader in readers {
      assignments[reader] = assignments[reader].inserting(definition, shownAs: assignment.formula)
    }
    assignments.remove(at: position)
    return true
  }
}

extension Assignment {
  /// Whether a row has one entry, for which `tensor` is read at places that another tensor names.
  fileprivate func picksFew(of tensor: TensorSymbol) -> Bool {
    guard case .map(let body) = operation, target.rank == 1 else { return false }
    var picks = true
    body.visit { if case .access(tensor, _) = $0.form, !$0.isGather { picks = false } }
    return picks
  }

  /// Whether every entry of `tensor` is read exactly once, in a loop that can compute it on the spot.
  fileprivate func needsEachEntryOnce(of tensor: TensorSymbol) -> Bool {
    var domain = Set(indices)
    let body: Expression
    switch operation {
    case .map(let inner), .apply(_, let inner): body = inner
    case .maximum(let bound, let inner):
      domain.insert(bound.index)
      body = inner
    case .sum(let bounds, let inner, initial: nil):
      // Sums over rows, and products of matrices, take their operands from memory.
      guard !bounds.contains(where: { $0.extent == .rows }),
        Contraction(target, bounds, inner, accumulates: false) == nil
      else { return false }
      domain.formUnion(bounds.map(\.index))
      body = inner
    case .sum, .firstPlace, .addAt: return false
    }
    var accesses: [[IndexTerm]] = []
    body.visit { if case .access(tensor, let positions) = $0.form { accesses.append(positions) } }
    guard accesses.count == 1 else { return false }
    let plain = accesses[0].compactMap(\.plainIndex)
    // The greatest entry's first value is read once more to start with; that is cheap, and exact.
    return plain.count == tensor.rank && Set(plain) == domain
  }

  fileprivate func inserting(_ definition: TensorDefinition, shownAs formula: TensorDefinition) -> Assignment {
    func replaced(_ body: Expression) -> Expression {
      body.replacingAccesses { $0 == definition.symbol ? definition.body(at: $1) : nil }
    }
    let inserted: Operation =
      switch operation {
      case .map(let body): .map(replaced(body))
      case .apply(let function, let body): .apply(function, replaced(body))
      case .maximum(let bound, let body): .maximum(over: bound, replaced(body))
      case .sum(let bounds, let body, let initial): .sum(over: bounds, replaced(body), initial: initial)
      case .firstPlace, .addAt: operation
      }
    return Assignment(target: target, operation: inserted, formula: self.formula, inlined: inlined + [formula])
  }
}

extension Expression {
  /// Whether an entry is read at a place that another tensor names. It is read early, so that the tensor may end.
  fileprivate var gathers: Bool {
    var found = false
    visit { if $0.isGather { found = true } }
    return found
  }
}

import IndexCalculus

/// One step of concrete index notation: a tensor from tensors that exist already, with at most one reduction, and that
/// one outermost (Kjolstad et al., "The Tensor Algebra Compiler", OOPSLA 2017).
public struct Assignment: Sendable {
  public enum Operation: Sendable {
    /// Each entry by a formula without reductions.
    case map(Expression)
    /// A function, computed over whole vectors, of a formula without reductions.
    case apply(Function, Expression)
    /// `initial + Σ body`, the indices outermost first.
    case sum(over: [Bound], Expression, initial: Expression?)
    case maximum(over: Bound, Expression)
    /// The first place at which `body` equals `maximum`.
    case firstPlace(over: Bound, Expression, maximum: Expression)
    /// Adds to the entries at `positions`, of which one is an element of an integer tensor.
    case addAt([IndexTerm], Expression)
  }

  /// A reduced index and its extent.
  public struct Bound: Hashable, Sendable {
    public let index: Index
    public let extent: Extent
  }

  public let target: TensorSymbol
  public let operation: Operation
  /// What the assignment computes, for the reader of the generated code.
  public let formula: TensorDefinition
  /// Formulas of tensors that are computed on the way, and never kept.
  public let inlined: [TensorDefinition]
  /// The tensors it reads.
  let operands: Set<TensorSymbol>

  public init(
    target: TensorSymbol, operation: Operation, formula: TensorDefinition, inlined: [TensorDefinition] = []
  ) {
    self.target = target
    self.operation = operation
    self.formula = formula
    self.inlined = inlined
    operands = operation.operands(target)
  }

  /// The free indices of the target.
  public var indices: [Index] { (0..<target.rank).map(Index.free) }
}

extension Assignment.Operation {
  fileprivate func operands(_ target: TensorSymbol) -> Set<TensorSymbol> {
    switch self {
    case .map(let body), .apply(_, let body), .maximum(_, let body): body.tensors
    case .sum(_, let body, let initial): body.tensors.union(initial?.tensors ?? [])
    case .firstPlace(_, let body, let maximum): body.tensors.union(maximum.tensors)
    case .addAt(let positions, let body): body.tensors.union(Expression.access(target, positions).tensors)
    }
  }
}

extension Assignment: CustomStringConvertible {
  public var description: String {
    let element = Expression.access(target, indices.map(IndexTerm.index)).description
    switch operation {
    case .map(let body): return "\(element) = \(body)"
    case .apply(let function, let body): return "\(element) = \(function.rawValue) \(body)"
    case .sum(let bounds, let body, let initial):
      return "\(element) = \(initial.map { "\($0) + " } ?? "")Σ\(bounds.count) \(body)"
    case .maximum(_, let body): return "\(element) = max \(body)"
    case .firstPlace(_, let body, _): return "\(element) = argmax \(body)"
    case .addAt(_, let body): return "\(element) += \(body) at one place a row"
    }
  }
}

extension TensorSymbol {
  /// Whether the tensor has one entry, or one row of entries, an example.
  public var isRowwise: Bool { extents.first == .rows }
}

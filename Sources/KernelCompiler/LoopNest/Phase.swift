import IndexCalculus

/// A stretch of a tile's statements that the threads can do without waiting for each other.
public enum Phase: Hashable, Sendable {
  /// Each has rows of its own.
  case rows([Statement])
  /// All have the same rows, and each some of the lines: a product with a tensor that is too large for every thread to
  /// read, or to add up, once for its own rows, with what can be done for its lines before it and after it. The lines are
  /// the columns of what the product computes, or its rows where these are more; nothing comes before the first.
  case columns(Strip)

  public var statements: [Statement] {
    switch self {
    case .rows(let statements): statements
    case .columns(let strip): [.strip(strip)]
    }
  }

  /// The strip whose lines the threads divide.
  var sharedStrip: Strip? { if case .columns(let strip) = self { strip } else { nil } }

  func map(_ transform: (Statement) -> Statement) -> Phase {
    switch self {
    case .rows(let statements): .rows(statements.map(transform))
    case .columns(let strip): .columns(strip.map(transform))
    }
  }
}

extension Statement {
  /// Elements of a tensor without rows from which on the threads work on its columns. Below, it fits into each core's own
  /// cache, and adding up a sum for each part costs less than meeting after every round of tiles.
  private static var largestPrivateTensor: Int { 16_384 }

  /// The one contraction of a statement that computes nothing else but what the contraction adds to, where its columns
  /// are worth dividing.
  func sharedContraction(_ kept: Set<TensorSymbol>) -> Contraction? {
    guard case .formula(_, let body) = self, case .contract(let contraction)? = body.last,
      body.dropLast().allSatisfy(\.isPlainLoop), tensors.isDisjoint(with: kept)
    else { return nil }
    let operands = [contraction.target, contraction.left, contraction.right].map(\.tensor)
    return operands.contains(where: Self.isLarge) ? contraction : nil
  }

  private static func isLarge(_ tensor: TensorSymbol) -> Bool {
    !tensor.isRowwise && tensor.shape(rows: 0).reduce(1, *) > largestPrivateTensor
  }

  private var isPlainLoop: Bool {
    switch self {
    case .loop(_, let body): body.allSatisfy(\.isPlainLoop)
    case .update: true
    case .formula, .strip, .apply, .contract, .sumLanes, .load, .store, .rename: false
    }
  }
}

extension Contraction {
  /// The axis of the target that threads divide: its columns for a tensor with rows, else the longer one.
  var sharedAxis: Bound {
    guard case .fixed(let rows) = i.extent else { return j }
    guard case .fixed(let columns) = j.extent else { return i }
    return rows > columns ? i : j
  }

  /// The operand that a sum over rows reads at one line for each column that threads divide.
  var linewiseOperand: TensorSymbol { sharedAxis.index == i.index ? left.tensor : right.tensor }
}

import IndexCalculus

/// A stretch of a tile's statements that the threads can do without waiting for each other.
public struct Phase: Hashable, Sendable {
  /// What the threads divide among themselves.
  public enum Division: Hashable, Sendable {
    /// Each has rows of its own.
    case rows
    /// All have the same rows, and each some columns of what the one statement computes: a product with a tensor that is
    /// too large for every thread to read, or to add up, once for its own rows.
    case columns
  }

  public let division: Division
  public var statements: [Statement]
}

extension Phase {
  /// Elements of a tensor without rows from which on the threads work on its columns. Below, it fits into each core's own
  /// cache, and adding up a sum for each part costs less than meeting after every round of tiles.
  private static let largestPrivateTensor = 16_384

  /// Cuts the statements of a tile where the division changes. Large sums over rows go last, for nothing waits for them.
  /// - Parameter kept: tensors that live through all tiles; their rows lie tile by tile.
  static func divided(_ statements: [Statement], keeping kept: Set<TensorSymbol>) -> [Phase] {
    let sums = statements.filter { $0.sharedContraction(kept).map { !$0.target.tensor.isRowwise } ?? false }
    let rest = statements.filter { !sums.contains($0) }
    var phases: [Phase] = []
    for statement in rest + sums {
      let division: Division = statement.sharedContraction(kept) == nil ? .rows : .columns
      if division == .rows, phases.last?.division == .rows {
        phases[phases.count - 1].statements.append(statement)
      } else {
        phases.append(Phase(division: division, statements: [statement]))
      }
    }
    return phases
  }

  fileprivate static func isLarge(_ tensor: TensorSymbol) -> Bool {
    !tensor.isRowwise && tensor.shape(rows: 0).reduce(1, *) > largestPrivateTensor
  }
}

extension Statement {
  /// The one contraction of a statement that computes nothing else but what the contraction adds to, where its columns
  /// are worth dividing.
  func sharedContraction(_ kept: Set<TensorSymbol>) -> Contraction? {
    guard case .formula(_, let body) = self, case .contract(let contraction)? = body.last,
      body.dropLast().allSatisfy(\.isPlainLoop), tensors.isDisjoint(with: kept)
    else { return nil }
    let operands = [contraction.target, contraction.left, contraction.right].map(\.tensor)
    return operands.contains(where: Phase.isLarge) ? contraction : nil
  }

  private var isPlainLoop: Bool {
    switch self {
    case .loop(_, let body): body.allSatisfy(\.isPlainLoop)
    case .update: true
    case .formula, .apply, .contract, .sumLanes, .load, .store, .rename: false
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
}

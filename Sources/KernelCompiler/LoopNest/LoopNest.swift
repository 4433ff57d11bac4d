import IndexCalculus

/// A kernel as loops over buffers: what is printed, and what an interpreter can run.
///
/// Rows are worked on in tiles. Within a tile every tensor with rows lies feature by feature, the rows of the tile side
/// by side in lanes, so that each statement is a loop over lanes: no reduction ever crosses a vector, and no number of
/// classes wastes part of one.
public struct LoopNest: Sendable {
  public let name: String
  public let buffers: [Buffer]
  /// Each pass walks over all tiles of rows. A second pass is needed where a row depends on a sum over all rows.
  public let passes: [Pass]
  /// After all rows.
  public let epilogue: [Statement]
  /// Entries in a row of each slot of a tile's memory.
  public let slotWidths: [Int]
  /// The most rows in a tile, or, where threads share tiles, in all tiles of a round together.
  public let tileRows: Int

  /// Whether the tiles of all threads lie side by side, as one wide tile.
  public var sharesTiles: Bool { passes.contains(where: \.sharesRows) }

  /// The sums over rows that each part of a batch adds up for itself.
  public var privateSums: Set<TensorSymbol> { passes.reduce(into: []) { $0.formUnion($1.privateSums) } }

  public func buffer(of tensor: TensorSymbol) -> Buffer? { buffers.first { $0.tensor == tensor } }
}

/// One walk over all rows.
public struct Pass: Sendable {
  /// Once, before the rows: what depends on no row, or on sums over rows that earlier passes finished.
  public var before: [Statement] = []
  /// For each tile of rows, one after the other.
  public var phases: [Phase] = []

  public var tile: [Statement] { phases.flatMap(\.statements) }

  /// Whether the threads work on the same rows at times.
  public var sharesRows: Bool { phases.contains { $0.sharedStrip != nil } }

  /// The sums over rows that whoever has some of the lines adds up for all rows, one number for each line.
  var sharedSums: Set<TensorSymbol> {
    phases.compactMap(\.sharedStrip).flatMap(\.statements).reduce(into: []) { $0.formUnion($1.lineSums) }
  }

  /// The sums that whoever has some of the rows adds up for them.
  var privateSums: Set<TensorSymbol> {
    phases.filter { $0.sharedStrip == nil }.flatMap(\.statements).reduce(into: []) { $0.formUnion($1.rowSums) }
  }
}

/// Where a tensor lies while a kernel runs.
public struct Buffer: Hashable, Sendable {
  public enum Storage: Hashable, Sendable {
    /// The caller's, row by row: `rows × features`.
    case input
    /// The same, of a target.
    case target
    /// The caller's labels, one a row, each below the number of classes.
    case labels
    /// The model's.
    case parameter
    /// The caller's, of a parameter's shape, written.
    case gradient
    /// The caller's, row by row, written.
    case output
    /// One tile, feature by feature: `features × lanes`, in the workspace.
    case tile
    /// All tiles one after the other, for tensors that a later pass reads again.
    case tiles
    /// Without rows, in the workspace.
    case local
  }

  public let tensor: TensorSymbol
  public let storage: Storage
  /// The position among the inputs, targets, labels, parameters or outputs, or the slot of a tile's memory.
  public let position: Int

  /// The entries that one row, or the whole of a tensor without rows, has.
  public var width: Int { tensor.extents.entriesInARow }

  /// Whether the caller gives it row by row.
  var isRowMajor: Bool { storage == .input || storage == .target }

  public var isTiled: Bool { storage == .tile || storage == .tiles }
}

/// One loop.
public struct Loop: Hashable, Sendable {
  public enum Range: Hashable, Sendable {
    case count(Int)
    /// From the last to the first.
    case countdown(Int)
    /// The rows of the tile. `padded` runs on to the end of the last vector, where nothing can go wrong.
    case lanes(padded: Bool)
  }

  public let index: Index
  public let range: Range
}

public indirect enum Statement: Hashable, Sendable {
  /// What the statements compute, in index notation.
  case formula([TensorDefinition], [Statement])
  case strip(Strip)
  case loop(Loop, [Statement])
  case update(Update)
  /// A function over a whole buffer of the tile, in place.
  case apply(Function, TensorSymbol)
  case contract(Contraction)
  /// `target[positions] += scale · Σ over the lanes of the product of the factors`.
  case sumLanes(LaneSum)
  /// Brings the tile's rows of a caller's tensor into lanes.
  case load(TensorSymbol, from: TensorSymbol)
  /// Writes the tile's rows of a tensor to the caller's.
  case store(TensorSymbol, to: TensorSymbol)
  /// The entries of one tensor are those of another from here on, in the same memory: nothing has to be done.
  case rename(TensorSymbol, to: TensorSymbol)
}

/// `target[positions] ← value`.
public struct Update: Hashable, Sendable {
  public enum Combination: Hashable, Sendable {
    case set
    case add
    case maximum
    /// Keeps the place of the index where `value` equals the expression.
    case placeWhereEqual(Expression, Index)
  }

  public let target: TensorSymbol
  public let positions: [IndexTerm]
  public let combination: Combination
  public let value: Expression
}

public struct LaneSum: Hashable, Sendable {
  public let target: TensorSymbol
  public let positions: [IndexTerm]
  /// One or two accesses.
  public let factors: [Expression]
  /// Numbers and extents.
  public let scale: Expression
}

/// `target[i, j] (+)= scale · Σ_p left[i, p] · right[p, j]`.
public struct Contraction: Hashable, Sendable {
  public struct Operand: Hashable, Sendable {
    public let tensor: TensorSymbol
    /// The index on each axis.
    public let indices: [Index]
  }

  public let target: Operand
  public let left: Operand
  public let right: Operand
  /// The index of `left` and `target`, the index of `right` and `target`, the one summed over.
  public let i: Bound
  public let j: Bound
  public let p: Bound
  public let scale: Expression
  public let accumulates: Bool
  /// The caller's tensor whose rows of the next tile are brought near meanwhile.
  public var ahead: TensorSymbol? = nil

  public struct Bound: Hashable, Sendable {
    public let index: Index
    public let extent: Extent
  }
}

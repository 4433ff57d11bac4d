import IndexCalculus

/// What a nest keeps in the workspace, in the order in which it is laid out.
public struct WorkspacePlan: Sendable {
  public enum Content: Hashable, Sendable {
    /// A tensor without rows, or one that lives through all tiles.
    case tensor(TensorSymbol)
    /// Tensors of a tile that share memory.
    case slot(Int)
    /// A sum over rows.
    case sums(TensorSymbol)
    /// What a contraction works in.
    case contractionScratch
  }

  public enum Owner: Hashable, Sendable {
    case allThreads, eachThread, eachPart
  }

  public enum Height: Hashable, Sendable {
    /// No rows.
    case none
    /// The rows of a tile, or, where threads share tiles, of all tiles of a round.
    case tile
    /// All rows, in whole vectors.
    case rows
  }

  public struct Entry: Hashable, Sendable {
    public let content: Content
    public let owner: Owner
    /// Elements for each row, or in all without rows. None for scratch memory, of which the runtime knows the size.
    public let width: Int?
    public let height: Height
  }

  public let entries: [Entry]

  public init(_ nest: LoopNest) {
    let statements = nest.statements
    let used = statements.reduce(into: Set<TensorSymbol>()) { $0.formUnion($1.tensors) }
    let buffers = nest.buffers.filter { used.contains($0.tensor) }
    var entries = buffers.compactMap { buffer -> Entry? in
      switch buffer.storage {
      case .tiles: Entry(content: .tensor(buffer.tensor), owner: .allThreads, width: buffer.width, height: .rows)
      case .local where buffer.tensor.rank > 0:
        Entry(content: .tensor(buffer.tensor), owner: .allThreads, width: buffer.width, height: .none)
      case .input, .target, .labels, .parameter, .gradient, .output, .tile, .local: nil
      }
    }
    let slots = Set(buffers.filter { $0.storage == .tile }.map(\.position)).sorted()
    entries += slots.map { slot in
      let owner: Owner = nest.sharesTiles ? .allThreads : .eachThread
      return Entry(content: .slot(slot), owner: owner, width: nest.slotWidths[slot], height: .tile)
    }
    entries += buffers.filter { nest.privateSums.contains($0.tensor) }.map {
      Entry(content: .sums($0.tensor), owner: .eachPart, width: $0.width, height: .none)
    }
    if statements.contains(where: { !$0.contractions.isEmpty }) {
      entries.append(Entry(content: .contractionScratch, owner: .eachThread, width: nil, height: .none))
    }
    self.entries = entries
  }
}

import IndexCalculus

/// Which tensors of a tile share memory: two that are never needed at the same time, or a tensor and the one that its
/// entries are computed from in place (register allocation by linear scan; Poletto and Sarkar, 1999).
struct MemoryPlan {
  /// The place of each tensor among the slots.
  private(set) var slots: [TensorSymbol: Int] = [:]
  /// Entries in a row that each slot has room for.
  private(set) var widths: [Int] = []

  private var free: [Int] = []

  /// - Parameters:
  ///   - statements: all statements of a nest in the order in which they run.
  ///   - tiles: the tensors that live within one tile.
  init(_ statements: [Statement], tiles: [Buffer]) {
    let uses = statements.map(\.tensors)
    var lastUse: [TensorSymbol: Int] = [:]
    for (position, tensors) in uses.enumerated() { for tensor in tensors { lastUse[tensor] = position } }
    let tileOf = Dictionary(uniqueKeysWithValues: tiles.map { ($0.tensor, $0) })
    for (position, statement) in statements.enumerated() {
      let dying = uses[position].filter { slots[$0] != nil && lastUse[$0] == position }
      // In order of their names: the order of a set differs from run to run, and with it the generated text would.
      for tensor in statement.written.sorted(by: { $0.name < $1.name }) where slots[tensor] == nil {
        guard let buffer = tileOf[tensor] else { continue }
        let inPlace = dying.filter { statement.computesInPlace(tensor, from: $0) && width($0) == buffer.width }
        place(buffer, over: inPlace.min { $0.name < $1.name })
      }
      release(dying, except: statement.written)
      // What nobody reads later was written for nothing but itself, such as a value kept for one statement.
      release(statement.written.filter { lastUse[$0] == position }, except: [])
    }
  }

  private func width(_ tensor: TensorSymbol) -> Int { slots[tensor].map { widths[$0] } ?? 0 }

  private mutating func place(_ buffer: Buffer, over operand: TensorSymbol?) {
    if let operand, let slot = slots[operand] {
      slots[buffer.tensor] = slot
      return
    }
    // The tightest free slot that is large enough.
    if let best = free.filter({ widths[$0] >= buffer.width }).min(by: { widths[$0] < widths[$1] }) {
      free.removeAll { $0 == best }
      slots[buffer.tensor] = best
    } else {
      widths.append(buffer.width)
      slots[buffer.tensor] = widths.count - 1
    }
  }

  private mutating func release(_ tensors: some Sequence<TensorSymbol>, except kept: Set<TensorSymbol>) {
    let occupied = Set(kept.compactMap { slots[$0] })
    for tensor in tensors.sorted(by: { $0.name < $1.name }) {
      guard let slot = slots[tensor], !occupied.contains(slot), !free.contains(slot) else { continue }
      free.append(slot)
    }
  }
}

extension Strip {
  /// The strip as a statement: without it, what has become a single loop goes over the lines no more often.
  fileprivate var unlessSingle: Statement {
    start.isEmpty && body.count == 1 && body[0].isSingle ? body[0] : .strip(self)
  }
}

extension Statement {
  /// The statement with loops that copy a tensor onto itself replaced by a new name, now that two names are one place in
  /// memory.
  func renamingSelfCopies(_ slots: [TensorSymbol: Int]) -> Statement {
    switch self {
    case .formula(let definitions, let body):
      return .formula(definitions, body.map { $0.renamingSelfCopies(slots) })
    case .strip(let strip): return strip.map { $0.renamingSelfCopies(slots) }.unlessSingle
    case .loop(_, let body):
      return body.count == 1 && body[0].renamingSelfCopies(slots) != body[0] ? body[0].renamingSelfCopies(slots) : self
    case .update(let update):
      guard update.combination == .set, case .access(let source, let positions) = update.value.form,
        positions == update.positions, let slot = slots[source], slot == slots[update.target]
      else { return self }
      return .rename(source, to: update.target)
    case .apply, .contract, .sumLanes, .load, .store, .rename: return self
    }
  }

  private var isRename: Bool {
    if case .rename = self { return true }
    return false
  }

  /// Whether a formula is one loop, or one function, and new names.
  fileprivate var isSingle: Bool {
    guard case .formula(_, let parts) = self else { return false }
    return parts.count { !$0.isRename } <= 1
  }

  /// Whether every access to `operand` is at the very place of `target` that is being written, so that both may be the
  /// same memory.
  fileprivate func computesInPlace(_ target: TensorSymbol, from operand: TensorSymbol) -> Bool {
    switch self {
    case .formula(_, let body), .loop(_, let body):
      return body.allSatisfy { $0.computesInPlace(target, from: operand) }
    case .strip(let strip): return strip.statements.allSatisfy { $0.computesInPlace(target, from: operand) }
    case .apply: return true
    case .load(let tile, _): return tile != target && tile != operand
    case .store, .contract, .sumLanes, .rename: return !tensors.contains(operand)
    case .update(let update):
      guard update.target == target, update.combination == .set else { return !tensors.contains(operand) }
      var matches = true
      update.value.visit {
        if case .access(operand, let positions) = $0.form, positions != update.positions { matches = false }
      } term: {
        if case .element(operand, let positions) = $0, positions != update.positions { matches = false }
      }
      return matches
    }
  }
}

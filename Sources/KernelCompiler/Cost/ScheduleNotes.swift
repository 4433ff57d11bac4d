import IndexCalculus

/// What was decided about a nest, and why, for the reader of the generated code.
struct ScheduleNotes {
  let sentences: [String]

  init(_ nest: LoopNest) {
    let work = RowWork(nest)
    let tensors = nest.buffers.filter { $0.storage == .tile }
    let entries = nest.slotWidths.reduce(0, +)
    let unshared = tensors.reduce(0) { $0 + $1.width }
    var notes = [
      "A row takes \(work.operations) operations and \(work.functions) exponentials or the like.",
      "\(Self.passes(nest.passes.count)), in \(nest.sharesTiles ? "rounds" : "tiles") of at most \(nest.tileRows) rows: "
        + "\(Self.reason(nest)).",
      "A tile has \(entries) entries for each row, where its \(tensors.count) tensors would take \(unshared): those that are "
        + "never needed at the same time share memory.",
    ]
    let divided = nest.passes.flatMap(\.phases).compactMap(\.sharedStrip)
      .flatMap(\.statements).flatMap(\.contractions).map(\.target.tensor.name)
    if !divided.isEmpty {
      notes.append(
        "The threads take columns of \(divided.joined(separator: ", ")), which work with tensors too large for "
          + "each core's cache, and of what is done with these line by line; and rows of everything else.")
    } else {
      notes.append("The threads take stretches of rows as they become free, and each stretch has its own sums over rows.")
    }
    sentences = notes
  }

  private static func passes(_ count: Int) -> String { count == 1 ? "One pass over the rows" : "\(count) passes over the rows" }

  private static func reason(_ nest: LoopNest) -> String {
    nest.sharesTiles
      ? "high, so that large tensors are read and added to seldom"
      : "low enough for a tile to stay in the first-level cache between forward and backward"
  }
}

import IndexCalculus

/// A statement as work on the lines of a tile's tensors: what it computes for a line depends on no other line.
struct LineWork {
  /// How many there are.
  let lines: Int
  /// What has to be there before the first line.
  private(set) var start: [Statement] = []
  private(set) var body: [Statement] = []
  /// Numbers for each row of the batch that all lines add to, or raise.
  private(set) var accumulated: Set<TensorSymbol> = []
  /// Whether the rows of the batch name the lines, so that all rows are looked at for any of them.
  private(set) var isScattered = false

  /// - Parameter tiles: the tensors that live within one tile.
  /// - Returns: `nil` where a line depends on others.
  init?(_ statement: Statement, tiles: Set<TensorSymbol>) {
    guard case .formula(let definitions, let parts) = statement,
      let lines = parts.lazy.compactMap({ $0.lineCount(tiles) }).first
    else { return nil }
    self.lines = lines
    let reader = LineReader(lines: lines, tiles: tiles)
    for part in parts {
      if reader.isByLine(part) {
        body.append(part)
      } else if body.isEmpty, reader.startsLanes(part) {
        start.append(part)
      } else {
        return nil
      }
    }
    accumulated = body.reduce(into: []) { $0.formUnion($1.written.filter { tiles.contains($0) && $0.rank == 1 }) }
    isScattered = body.contains { $0.scatteredPlace != nil }
    if !start.isEmpty { start = [.formula([], start)] }
    body = [.formula(definitions, body)]
  }

  /// Whether threads can do some lines each, without waiting for each other.
  var isIndependent: Bool { start.isEmpty && accumulated.isEmpty }
}

extension Statement {
  /// The lines that a part of a formula goes through, if it does.
  fileprivate func lineCount(_ tiles: Set<TensorSymbol>) -> Int? {
    switch self {
    case .loop(let loop, let body):
      if case .count(let count) = loop.range { return count }
      return scatteredPlace.flatMap { _ in body.first?.lineCount(tiles) }
    case .update(let update): return tiles.contains(update.target) ? update.target.lineCount : nil
    case .apply(_, let tensor): return tiles.contains(tensor) ? tensor.lineCount : nil
    case .formula, .strip, .contract, .sumLanes, .load, .store, .rename: return nil
    }
  }

  /// The line that a row of the batch names in a loop over rows: the `y_i` of `dZ[i, y_i] += …`.
  var scatteredPlace: IndexTerm? {
    guard case .loop(let loop, let body) = self, case .lanes = loop.range, body.count == 1,
      case .update(let update) = body[0], update.positions.count == 2, case .element = update.positions[1]
    else { return nil }
    return update.positions[1]
  }
}

extension TensorSymbol {
  /// The lines of a tile's tensor of one axis beside the rows.
  fileprivate var lineCount: Int? {
    guard rank == 2, isRowwise, case .fixed(let count) = extents[1] else { return nil }
    return count
  }
}

/// Tells what depends on a line alone.
private struct LineReader {
  let lines: Int
  let tiles: Set<TensorSymbol>

  /// Whether a part of a formula does for each line what depends on that line alone.
  func isByLine(_ part: Statement) -> Bool {
    switch part {
    case .loop(let loop, let body):
      if let place = part.scatteredPlace, case .update(let update)? = body.first {
        return update.combination == .add && isLine(update.target) && reads(update.value, only: place)
      }
      return loop.range == .count(lines) && body.allSatisfy { isInLine($0, loop.index) }
    case .apply(_, let tensor): return isLine(tensor)
    case .formula, .strip, .update, .contract, .sumLanes, .load, .store, .rename: return false
    }
  }

  private func isLine(_ tensor: TensorSymbol) -> Bool { tiles.contains(tensor) && tensor.lineCount == lines }

  /// What is inside of a loop over lines.
  private func isInLine(_ statement: Statement, _ line: Index) -> Bool {
    switch statement {
    case .loop(let loop, let body):
      guard case .lanes = loop.range else { return false }
      return body.allSatisfy { isInLine($0, line) }
    case .update(let update):
      guard reads(update.value, only: .index(line)), tiles.contains(update.target) else { return false }
      switch update.combination {
      case .set: return isLine(update.target) && update.positions.dropFirst() == [.index(line)]
      case .add, .maximum:
        return update.target.rank == 1 || (isLine(update.target) && update.positions.dropFirst() == [.index(line)])
      case .placeWhereEqual: return false
      }
    case .sumLanes(let sum):
      return sum.positions == [.index(line)] && sum.factors.allSatisfy { reads($0, only: .index(line)) }
    case .formula, .strip, .apply, .contract, .load, .store, .rename: return false
    }
  }

  /// Whether the tile's tensors are read at one line only, or have but one.
  private func reads(_ value: Expression, only line: IndexTerm) -> Bool {
    var result = true
    value.visit {
      guard case .access(let tensor, let positions) = $0.form, tensor.isRowwise else { return }
      if !tiles.contains(tensor) || !(tensor.rank == 1 || (isLine(tensor) && positions.dropFirst() == [line])) {
        result = false
      }
    } term: {
      // A place that a tensor names is another line, except the very one.
      if case .element = $0, $0 != line { result = false }
    }
    return result
  }

  /// Whether a part sets numbers for each row, or brings the caller's tensor into the tile.
  func startsLanes(_ part: Statement) -> Bool {
    switch part {
    case .load: return true
    case .loop(let loop, let body):
      guard case .lanes = loop.range, body.count == 1, case .update(let update) = body[0] else { return false }
      return update.combination == .set && update.target.rank == 1
    case .formula, .strip, .update, .apply, .contract, .sumLanes, .store, .rename: return false
    }
  }
}

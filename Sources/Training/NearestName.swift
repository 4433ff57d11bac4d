/// Finds what somebody who mistyped a name probably meant.
package enum NearestName {
  /// The known name with the fewest edits, letter case aside, if that is at most half of its letters.
  package static func of(_ name: String, in known: [String]) -> String? {
    let distances = known.map { (name: $0, edits: distance(name.lowercased(), $0.lowercased())) }
    guard let nearest = distances.min(by: { $0.edits < $1.edits }) else { return nil }
    return nearest.edits <= max(1, nearest.name.count / 2) ? nearest.name : nil
  }

  /// "; did you mean X?" or nothing, to be put at the end of a message.
  package static func hint(_ name: String, in known: [String]) -> String {
    of(name, in: known).map { "; did you mean \($0)?" } ?? ""
  }

  /// The names for a message, the tail of a long list left out.
  package static func list(_ names: [String], limit: Int = 12) -> String {
    names.count <= limit
      ? names.joined(separator: ", ")
      : names.prefix(limit).joined(separator: ", ") + ", … (\(names.count) in all)"
  }

  /// Insertions, deletions and replacements (Levenshtein). Time and memory follow the product and the shorter length.
  static func distance(_ left: String, _ right: String) -> Int {
    // A pasted paragraph is no mistyped name; it must not cost quadratic time.
    let left = Array(left.prefix(64))
    let right = Array(right.prefix(64))
    var previous = Array(0...right.count)
    for (row, letter) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        let replaced = previous[column] + (letter == other ? 0 : 1)
        current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
      }
      previous = current
    }
    return previous[right.count]
  }
}

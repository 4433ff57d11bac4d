import IndexCalculus

extension TensorFormula {
  /// The sentence that says what is wrong with the formula, if anything is.
  var problem: String? {
    if let defect = body.defect { return defect }
    var known: [Index: Extent] = [:]
    for (number, extent) in extents.enumerated() { known[.free(number)] = extent }
    return body.extentConflict(known)
  }
}

extension Expression {
  /// The extent of the axes that an index stands in, `nil` where it stands in none.
  func extent(of index: Index) -> Extent? {
    var found: Extent?
    func note(_ tensor: TensorSymbol, _ positions: [IndexTerm]) {
      for (extent, position) in zip(tensor.extents, positions) where position == .index(index) && found == nil {
        found = extent
      }
    }
    visit { expression in
      if case .access(let tensor, let positions) = expression.form { note(tensor, positions) }
    } term: { term in
      if case .element(let tensor, let positions) = term { note(tensor, positions) }
    }
    return found
  }

  /// An index that runs over axes of different extents, as a sentence.
  func extentConflict(_ known: [Index: Extent]) -> String? {
    var conflict: String?
    var known = known
    if case .reduction(_, let binder, _) = form { known[binder.index] = binder.extent }
    func check(_ tensor: TensorSymbol, _ positions: [IndexTerm]) {
      for (axis, position) in positions.enumerated() where conflict == nil {
        switch position {
        case .index(let index):
          guard let expected = known[index], expected != tensor.extents[axis] else { continue }
          conflict =
            "axis \(axis + 1) of \(tensor.name) (\(tensor.extents.shapeText)) has the extent \(tensor.extents[axis]), but the formula "
            + "runs an index of extent \(expected) over it"
        case .constant(let value):
          guard case .fixed(let count) = tensor.extents[axis], value < 0 || value >= count else { continue }
          conflict = "\(tensor.name) has \(count) entries on axis \(axis + 1), and none numbered \(value)"
        case .element(let inner, let positions): check(inner, positions)
        case .argmax: break
        }
      }
    }
    if case .access(let tensor, let positions) = form { check(tensor, positions) }
    if case .delta(let left, let right) = form {
      conflict = deltaConflict(left, right, known) ?? deltaConflict(right, left, known)
    }
    form.forEachOperand { if conflict == nil { conflict = $0.extentConflict(known) } }
    return conflict
  }

  /// A sum over one side of δ puts the other side in its place, which must be one of those summed over.
  private func deltaConflict(_ side: IndexTerm, _ other: IndexTerm, _ known: [Index: Extent]) -> String? {
    guard case .index(let index) = side, let extent = known[index] else { return nil }
    switch other {
    case .index(let second):
      guard let found = known[second], found != extent else { return nil }
      return "δ compares an index of extent \(extent) with one of extent \(found); both must run over the same extent"
    case .constant(let value):
      guard case .fixed(let count) = extent, value < 0 || value >= count else { return nil }
      return "δ compares an index of extent \(count) with \(value), which it never is; places count from 0"
    case .element, .argmax: return nil
    }
  }
}

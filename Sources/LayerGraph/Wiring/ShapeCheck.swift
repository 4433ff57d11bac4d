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

  /// An index that runs over axes of different extents, or a place that an axis does not have, as a sentence.
  func extentConflict(_ known: [Index: Extent]) -> String? {
    var known = known
    if case .reduction(_, let binder, _) = form { known[binder.index] = binder.extent }
    var conflict: String?
    if case .access(let tensor, let positions) = form { conflict = tensor.conflict(at: positions, known) }
    if case .delta(let left, let right) = form {
      conflict = left.conflict(besides: right, known) ?? right.conflict(besides: left, known)
    }
    form.forEachOperand { if conflict == nil { conflict = $0.extentConflict(known) } }
    return conflict
  }
}

extension TensorSymbol {
  /// What is wrong with the tensor's element at some positions.
  fileprivate func conflict(at positions: [IndexTerm], _ known: [Index: Extent]) -> String? {
    for (axis, (position, extent)) in zip(positions, extents).enumerated() {
      let subject = "axis \(axis + 1) of \(name) (\(extents.shapeText))"
      if let conflict = position.conflict(inside: extent, subject, known) ?? position.innerConflict(known) { return conflict }
    }
    return nil
  }
}

extension IndexTerm {
  /// What is wrong with the term as a place on an axis.
  fileprivate func conflict(inside extent: Extent, _ axis: String, _ known: [Index: Extent]) -> String? {
    switch self {
    case .index(let index):
      guard let own = known[index], own != extent else { return nil }
      return "\(axis) has the extent \(extent), but the formula runs an index of extent \(own) over it"
    case .constant(let value):
      guard case .fixed(let count) = extent else { return "\(axis) runs over the rows of a batch, which have no numbers" }
      return (0..<count).contains(value) ? nil : "\(axis) has \(count) entries, and none numbered \(value)"
    case .element, .argmax:
      guard let places else { return "\(axis) has an entry of a tensor in its index that is no place" }
      if extent == .rows, places != .rows { return "\(axis) runs over the rows of a batch, which have no numbers" }
      return extent.covers(places) ? nil : "\(axis) has \(extent) entries, but the formula looks for one of \(places)"
    }
  }

  /// What is wrong inside the term.
  fileprivate func innerConflict(_ known: [Index: Extent]) -> String? {
    switch self {
    case .index, .constant: nil
    case .element(let tensor, let positions): tensor.conflict(at: positions, known)
    case .argmax(let binder, let body): body.extentConflict(known.merging([binder.index: binder.extent]) { $1 })
    }
  }

  /// A sum over one side of δ puts the other side in its place, which must be one of those summed over.
  fileprivate func conflict(besides other: IndexTerm, _ known: [Index: Extent]) -> String? {
    if let conflict = innerConflict(known) { return conflict }
    guard case .index(let index) = self, let extent = known[index] else { return nil }
    switch other {
    case .index(let second):
      guard let found = known[second], found != extent else { return nil }
      return "δ compares an index of extent \(extent) with one of extent \(found); both must run over the same extent"
    case .constant(let value):
      guard case .fixed(let count) = extent else { return "δ compares an index of rows with a number, which rows do not have" }
      return (0..<count).contains(value)
        ? nil : "δ compares an index of extent \(count) with \(value), which it never is; places count from 0"
    case .element, .argmax:
      guard let places = other.places else { return "δ compares an index with an entry that is no place" }
      return extent.covers(places)
        ? nil : "δ compares an index of extent \(extent) with a place among \(places), which may be beyond it"
    }
  }
}

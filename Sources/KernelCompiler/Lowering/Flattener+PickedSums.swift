import IndexCalculus

extension Flattener {
  /// A sum over all rows that each row reads at a place of its own, `Σ_r X_{r,p_i}`, is a sum for every place,
  /// `S_j = Σ_r X_rj`, which is computed once and read at `p_i`.
  /// - Returns: nil for any other expression.
  mutating func pickedSum(_ expression: Expression, _ extents: [Index: Extent]) -> Expression? {
    guard case .reduction(.sum, let binder, let body) = expression.form, binder.extent == .rows,
      expression.freeIndices.contains(where: { extents[$0] == .rows })
    else { return nil }
    let (index, opened) = open(binder, body, expression)
    var places = PickedPlaces(outside: expression.freeIndices)
    let everywhere = opened.replacingAccesses { tensor, positions in
      let general = zip(positions, tensor.extents).map { places.index(for: $0, of: $1) }
      return general == positions ? nil : .access(tensor, general)
    }
    let known = places.all.reduce(into: extents) { $0[$1.index] = $1.extent }
    let sum = Expression.reduction(.sum, over: index, extent: .rows, everywhere)
    guard !sum.freeIndices.contains(where: { known[$0] == .rows }) else { return nil }
    let held = materialised(sum, known)
    return held.replacing(Dictionary(uniqueKeysWithValues: places.all.map { ($0.index, placed($0.term, extents)) }))
  }
}

/// Places that depend on a row, each with an index that stands for any place on its axis.
private struct PickedPlaces {
  private(set) var all: [(index: Index, term: IndexTerm, extent: Extent)] = []
  /// The indices that a place may depend on.
  private let outside: Set<Index>

  /// Beyond any index of a formula.
  private static let first = 64

  init(outside: Set<Index>) { self.outside = outside }

  mutating func index(for term: IndexTerm, of extent: Extent) -> IndexTerm {
    switch term {
    case .index, .constant: return term
    case .element, .argmax:
      guard Expression.delta(term, .constant(-1)).freeIndices.isSubset(of: outside) else { return term }
      if let known = all.first(where: { $0.term == term && $0.extent == extent }) { return .index(known.index) }
      let index = Index.free(Self.first + all.count)
      all.append((index, term, extent))
      return .index(index)
    }
  }
}

import IndexCalculus

extension [Assignment] {
  /// The assignments with those of one number a row, or one in all, as early as what they read allows: they are small,
  /// and once they have read a large tensor its memory may be free for the next one.
  func smallOnesEarly() -> [Assignment] {
    var result: [Assignment] = []
    var waiting = self
    let computed = Set(map(\.target))
    let stepwise = Set(Dictionary(grouping: self, by: \.target).filter { $0.value.count > 1 }.keys)
    var done: Set<TensorSymbol> = []
    func isReady(_ assignment: Assignment) -> Bool {
      assignment.operands.allSatisfy { !computed.contains($0) || done.contains($0) || $0 == assignment.target }
    }
    while !waiting.isEmpty {
      let position = waiting.indices.first { position in
        let candidate = waiting[position]
        // A tensor that is written in two steps is written in their order.
        let isFirstStep =
          !stepwise.contains(candidate.target) || !waiting[..<position].contains { $0.target == candidate.target }
        return candidate.isSmall && isFirstStep && isReady(candidate)
      } ?? 0
      let next = waiting.remove(at: position)
      result.append(next)
      // A tensor that is written in two steps is there after the second.
      let isComplete = !stepwise.contains(next.target) || !waiting.contains { $0.target == next.target }
      if isComplete { done.insert(next.target) }
    }
    return result
  }
}

extension Assignment {
  fileprivate var isSmall: Bool {
    target.extents.allSatisfy { $0 == .rows || $0 == .fixed(1) }
  }
}

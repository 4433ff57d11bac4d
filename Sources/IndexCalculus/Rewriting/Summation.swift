/// A product, the sums among its factors opened: `coefficient · Σ_{indices} factor · factor · …`.
///
/// Rules about sums look at this flat view instead of at nested reductions, and `closed` brings the result back, with
/// every factor as far outside as its indices allow.
struct Summation {
  struct Bound {
    let index: Index
    let extent: Extent
  }

  var bounds: [Bound] = []
  var factors: [Expression] = []

  /// - Parameter expression: a product or a sum over an index; anything else is a single factor.
  init(_ expression: Expression) {
    var next = expression.node.highestFree
    for factor in expression.factors { open(factor, &next) }
  }

  private mutating func open(_ factor: Expression, _ next: inout Int) {
    guard case .reduction(.sum, let binder, let body) = factor.form else {
      factors.append(factor)
      return
    }
    next += 1
    let index = Index.free(next)
    bounds.append(Bound(index: index, extent: binder.extent))
    for inner in body.renaming(binder.index, to: index).factors { open(inner, &next) }
  }

  func isBound(_ index: Index) -> Bool { bounds.contains { $0.index == index } }

  /// The whole as an expression again.
  var closed: Expression { Self.close(bounds, factors) }

  private static func close(_ bounds: [Bound], _ factors: [Expression]) -> Expression {
    let mentioned = factors.map { $0.freeIndices }
    var outside: [Expression] = []
    var groups: [(bounds: [Int], factors: [Int])] = bounds.indices.map { ([$0], []) }
    for (position, indices) in mentioned.enumerated() {
      let touched = groups.indices.filter { group in
        groups[group].bounds.contains { indices.contains(bounds[$0].index) }
      }
      guard let first = touched.first else {
        outside.append(factors[position])
        continue
      }
      for other in touched.dropFirst().reversed() {
        groups[first].bounds += groups[other].bounds
        groups[first].factors += groups[other].factors
        groups.remove(at: other)
      }
      groups[first].factors.append(position)
    }
    // In the order in which they came: of two that may both be outermost the one that is stays so, or closing would never
    // come to an end.
    return .product(
      outside + groups.map { group in
        close(connected: group.bounds.sorted().map { bounds[$0] }, group.factors.sorted().map { factors[$0] })
      })
  }

  /// Closes factors that hang together through their indices: the index that most factors mention goes outermost.
  private static func close(connected bounds: [Bound], _ factors: [Expression]) -> Expression {
    guard !factors.isEmpty else { return .product(bounds.map { .extent($0.extent) }) }
    func weight(_ bound: Bound) -> Int {
      let uses = factors.count { $0.mentions(bound.index) }
      if case .symbolic = bound.extent { return 2 * uses + 1 }
      return 2 * uses
    }
    var outer = bounds[0]
    for bound in bounds.dropFirst() where weight(bound) > weight(outer) { outer = bound }
    let inner = bounds.filter { $0.index != outer.index }
    let body = inner.isEmpty ? .product(factors) : close(inner, factors)
    return .reduction(.sum, over: outer.index, extent: outer.extent, body)
  }
}

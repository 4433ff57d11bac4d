import IndexCalculus

// Where each thread has tiles of its own, the last product that reads a tile's rows of the caller's tensor has them in
// the cache, and leaves the memory idle: the rows of the next tile can come meanwhile.

extension Phase {
  /// - Parameter callers: tensors that the caller has, row by row.
  func bringingNear(_ callers: Set<TensorSymbol>) -> Phase {
    guard case .rows(var statements) = self else { return self }
    for place in statements.indices.reversed() {
      let before = statements[place]
      statements[place] = before.bringingNear(callers)
      if statements[place] != before { break }
    }
    return .rows(statements)
  }
}

extension Statement {
  /// The statement with its product over rows of a caller's tensor asking for the next ones, where it has such a product.
  fileprivate func bringingNear(_ callers: Set<TensorSymbol>) -> Statement {
    switch self {
    case .formula(let definitions, let body):
      return .formula(definitions, body.map { $0.bringingNear(callers) })
    case .contract(var contraction):
      guard contraction.p.extent == .rows else { return self }
      contraction.ahead = [contraction.left, contraction.right].map(\.tensor).first(where: callers.contains)
      return .contract(contraction)
    case .strip, .loop, .update, .apply, .sumLanes, .load, .store, .rename: return self
    }
  }
}

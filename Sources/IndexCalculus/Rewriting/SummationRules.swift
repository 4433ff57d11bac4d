extension Rule {
  /// Rules about `Σ` and δ.
  static let contraction = Rule("contract δ", "Σ_j δ_ij f_j = f_i", at: .reduction) { expression, _ in
    guard expression.kinds.contains(.delta), case .reduction(.sum, _, _) = expression.form else { return nil }
    var view = Summation(expression)
    var changed = false
    while let (factor, index, replacement) = view.contractible {
      view.factors.remove(at: factor)
      view.bounds.removeAll { $0.index == index }
      view.factors = view.factors.map { $0.replacing([index: replacement]) }
      changed = true
    }
    return changed ? view.closed : nil
  }

  static let constantSummand = Rule("sum of a constant", "Σ_{k<n} c = n c", at: .reduction) { expression, _ in
    guard case .reduction(.sum, let binder, let body) = expression.form, !body.mentions(binder.index) else {
      return nil
    }
    return .extent(binder.extent) * body
  }

  static let constantFactorOfSum = Rule("constant factors leave Σ", "Σ_k c f_k = c Σ_k f_k", at: .reduction) {
    expression, _ in
    guard case .reduction(.sum, _, _) = expression.form else { return nil }
    return Summation(expression).closed
  }

  static let maximumOfConstant = Rule("maximum of a constant", "max_k c = c", at: .reduction) { expression, _ in
    guard case .reduction(.max, let binder, let body) = expression.form, !body.mentions(binder.index) else {
      return nil
    }
    return body
  }

  static let knownSum = Rule("rows sum to one", "Σ_j Y_ij = 1 where Y's kind grants it", at: .reduction) {
    expression, knowledge in
    guard case .reduction(.sum, _, _) = expression.form, !knowledge.sums.isEmpty else { return nil }
    var view = Summation(expression)
    for bound in view.bounds {
      let users = view.factors.indices.filter { view.factors[$0].mentions(bound.index) }
      guard users.count == 1, let value = knowledge.sum(of: view.factors[users[0]], over: bound.index) else {
        continue
      }
      view.factors[users[0]] = value
      view.bounds.removeAll { $0.index == bound.index }
      return view.closed
    }
    return nil
  }

  /// A sum is split only where that lets a δ be contracted or a known sum be used; elsewhere it stays in one piece.
  static let linearity = Rule("Σ is linear", "Σ_k (f_k + g_k) c_k = Σ_k f_k c_k + Σ_k g_k c_k", at: .reduction) {
    expression, knowledge in
    guard case .reduction(.sum, _, _) = expression.form, expression.kinds.contains(.sum) else { return nil }
    let view = Summation(expression)
    for (position, factor) in view.factors.enumerated() {
      guard case .sum(let terms) = factor.form else { continue }
      guard terms.contains(where: { view.gains(from: $0, knowing: knowledge) }) else { continue }
      return .sum(
        terms.map { term in
          var part = view
          part.factors.replaceSubrange(position...position, with: term.factors)
          return part.closed
        })
    }
    return nil
  }

  /// δ_ij f_j = δ_ij f_i: one of two equal indices is enough.
  static let substitution = Rule("equal indices", "δ_ij f_j = δ_ij f_i", at: .product) { expression, _ in
    guard expression.kinds.contains(.delta), case .product(var factors) = expression.form else { return nil }
    for position in factors.indices {
      guard case .delta(let kept, .index(let replaced)) = factors[position].form, !kept.mentions(replaced) else {
        continue
      }
      for other in factors.indices where other != position {
        factors[other] = factors[other].replacing([replaced: kept])
      }
    }
    return .product(factors)
  }
}

extension Summation {
  /// A δ with a summation index on one side, and what stands on the other.
  fileprivate var contractible: (factor: Int, index: Index, replacement: IndexTerm)? {
    for (position, factor) in factors.enumerated() {
      guard case .delta(let left, let right) = factor.form else { continue }
      for (side, other) in [(right, left), (left, right)] {
        if case .index(let index) = side, !other.mentions(index), reaches(other, index) {
          return (position, index, other)
        }
      }
    }
    return nil
  }

  /// Whether the sum over `index` certainly passes over the place `other`, as far as the extents of both are known.
  private func reaches(_ other: IndexTerm, _ index: Index) -> Bool {
    guard let own = bounds.first(where: { $0.index == index })?.extent else { return false }
    switch other {
    case .constant(let place):
      return own.count.map { (0..<$0).contains(place) } ?? false
    case .index(let partner):
      guard let partners = bounds.first(where: { $0.index == partner })?.extent else { return true }
      return own.covers(partners)
    case .element, .argmax:
      guard let places = other.places else { return false }
      return own.covers(places)
    }
  }

  /// Whether multiplying this term out lets another rule make progress.
  fileprivate func gains(from term: Expression, knowing knowledge: Knowledge) -> Bool {
    term.factors.contains { factor in
      if case .delta(let left, let right) = factor.form {
        return bounds.contains { bound in
          left == .index(bound.index) && !right.mentions(bound.index)
            || right == .index(bound.index) && !left.mentions(bound.index)
        }
      }
      return false
    }
      || bounds.contains { bound in
        guard !term.mentions(bound.index) else { return false }
        let others = factors.filter { $0.mentions(bound.index) && !$0.terms.contains(term) }
        return others.isEmpty || others.count == 1 && knowledge.sum(of: others[0], over: bound.index) != nil
      }
  }
}

extension Knowledge {
  /// The sum of an access over one of its indices, where it is known.
  fileprivate func sum(of factor: Expression, over index: Index) -> Expression? {
    guard case .access(let tensor, let positions) = factor.form else { return nil }
    let axes = positions.indices.filter { positions[$0].mentions(index) }
    guard axes.count == 1, positions[axes[0]] == .index(index) else { return nil }
    return sums.first { $0.tensor == tensor && $0.axis == axes[0] }?.value
  }
}

/// Matches a definition's formula against an expression, finding the positions its indices stand for.
struct Unifier {
  /// The indices of the definition, which may stand for any position; all others must be equal on both sides.
  let variables: Set<Index>
  private(set) var bindings: [Index: IndexTerm] = [:]

  /// Indices of the reductions that are being compared. They mean nothing outside of those, so that no variable may
  /// stand for them: `Σ_k Z_kk` is no row sum `Σ_k Z_ik`.
  private var opened: [Index] = []

  /// The first free index that no definition index equals.
  private let firstOther: Index

  init(_ definition: TensorDefinition) {
    variables = Set(definition.indices)
    firstOther = .free(definition.symbol.rank)
  }

  /// The element of the tensor that the bindings name, once every index of the definition is bound.
  func element(of definition: TensorDefinition) -> Expression? {
    var positions: [IndexTerm] = []
    for index in definition.indices {
      guard let position = bindings[index] else { return nil }
      positions.append(position)
    }
    return .access(definition.symbol, positions)
  }

  mutating func match(_ pattern: Expression, _ target: Expression) -> Bool {
    let saved = bindings
    if matchForms(pattern, target) { return true }
    bindings = saved
    return false
  }

  private mutating func matchForms(_ pattern: Expression, _ target: Expression) -> Bool {
    switch (pattern.form, target.form) {
    case (.number, .number), (.constant, .constant), (.extent, .extent): return pattern == target
    case (.access(let a, let aPositions), .access(let b, let bPositions)):
      return a == b && match(aPositions, bPositions)
    case (.delta(let a, let b), .delta(let c, let d)):
      return match([a, b], [c, d]) || match([a, b], [d, c])
    case (.sum(let a), .sum(let b)), (.product(let a), .product(let b)):
      return a.count == b.count && matchAnyOrder(a[...], b)
    case (.power(let a, let aExponent), .power(let b, let bExponent)):
      return match(a, b) && match(aExponent, bExponent)
    case (.function(let a, let aArgument), .function(let b, let bArgument)):
      return a == b && match(aArgument, bArgument)
    case (.reduction(let a, let aBinder, let aBody), .reduction(let b, let bBinder, let bBody)):
      guard a == b, aBinder.extent == bBinder.extent else { return false }
      return match(aBinder, aBody, bBinder, bBody, as: opening(pattern.unusedIndex, target.unusedIndex))
    case (.comparison(let a, let a1, let a2), .comparison(let b, let b1, let b2)):
      return a == b && match(a1, b1) && match(a2, b2)
    case (.selection(let a1, let a2, let a3), .selection(let b1, let b2, let b3)):
      return match(a1, b1) && match(a2, b2) && match(a3, b3)
    default: return false
    }
  }

  private mutating func match(
    _ patternBinder: Binder, _ pattern: Expression, _ targetBinder: Binder, _ target: Expression, as index: Index
  ) -> Bool {
    opened.append(index)
    defer { opened.removeLast() }
    return match(
      pattern.renaming(patternBinder.index, to: index), target.renaming(targetBinder.index, to: index))
  }

  /// One index for the reductions of both sides, different from all that occur or stand for something.
  private func opening(_ pattern: Index, _ target: Index) -> Index {
    Index.higher(firstOther, Index.higher(pattern, target))
  }

  private mutating func matchAnyOrder(_ patterns: ArraySlice<Expression>, _ targets: [Expression]) -> Bool {
    guard let pattern = patterns.first else { return true }
    for position in targets.indices {
      let saved = bindings
      if match(pattern, targets[position]) {
        var rest = targets
        rest.remove(at: position)
        if matchAnyOrder(patterns.dropFirst(), rest) { return true }
      }
      bindings = saved
    }
    return false
  }

  private mutating func match(_ patterns: [IndexTerm], _ targets: [IndexTerm]) -> Bool {
    guard patterns.count == targets.count else { return false }
    for (pattern, target) in zip(patterns, targets) where !match(pattern, target) { return false }
    return true
  }

  private mutating func match(_ pattern: IndexTerm, _ target: IndexTerm) -> Bool {
    switch (pattern, target) {
    case (.index(let index), _) where variables.contains(index):
      guard !opened.contains(where: target.mentions) else { return false }
      if let bound = bindings[index] { return bound == target }
      bindings[index] = target
      return true
    case (.element(let a, let aPositions), .element(let b, let bPositions)):
      return a == b && match(aPositions, bPositions)
    case (.argmax(let aBinder, let aBody), .argmax(let bBinder, let bBody)):
      guard aBinder.extent == bBinder.extent else { return false }
      return match(aBinder, aBody, bBinder, bBody, as: opening(pattern.unusedIndex, target.unusedIndex))
    default: return pattern == target
    }
  }

  /// Finds all terms of a sum-shaped formula among `targets`, and answers the terms that remain.
  mutating func remove(_ patterns: ArraySlice<Expression>, from targets: [Expression]) -> [Expression]? {
    guard let pattern = patterns.first else { return targets }
    for position in targets.indices {
      let saved = bindings
      if match(pattern, targets[position]) {
        var rest = targets
        rest.remove(at: position)
        if let result = remove(patterns.dropFirst(), from: rest) { return result }
      }
      bindings = saved
    }
    return nil
  }

  /// Finds all factors of a product-shaped formula among `targets`, powers of higher magnitude included, and answers
  /// the factors that remain once one occurrence of the formula is taken out.
  mutating func extract(_ patterns: [Expression], from targets: [Expression]) -> [Expression]? {
    guard let pattern = patterns.first else { return targets }
    let (base, exponent) = pattern.baseAndRationalExponent
    for (position, target) in targets.enumerated() {
      let (targetBase, targetExponent) = target.baseAndRationalExponent
      guard exponent.isNegative == targetExponent.isNegative, exponent.magnitude <= targetExponent.magnitude,
        let remaining = targetExponent.adding(exponent.negated)
      else { continue }
      let saved = bindings
      if match(base, targetBase) {
        var rest = targets
        rest[position] = .power(targetBase, .number(remaining))
        if let result = extract(Array(patterns.dropFirst()), from: rest.filter { $0 != .one }) { return result }
      }
      bindings = saved
    }
    return nil
  }
}

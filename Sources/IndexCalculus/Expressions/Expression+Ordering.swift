/// A total order on expressions, the same in every run, that sums and products are sorted by. It is chosen for reading:
/// numbers first, then tensors by their indices, then δ, and the long factors last.
extension Expression {
  func precedes(_ other: Expression) -> Bool { compare(self, other) < 0 }
}

extension IndexTerm {
  func precedes(_ other: IndexTerm) -> Bool { compare(self, other) < 0 }
}

/// Negative, zero or positive as `left` sorts before, with or after `right`.
private func compare(_ left: Expression, _ right: Expression) -> Int {
  if left.node === right.node { return 0 }
  let (leftBase, leftExponent) = left.baseAndExponent
  let (rightBase, rightExponent) = right.baseAndExponent
  let bases = compareForms(leftBase, rightBase)
  if bases != 0 { return bases }
  switch (leftExponent, rightExponent) {
  case (nil, nil): return 0
  case (nil, _): return -1
  case (_, nil): return 1
  case (let leftExponent?, let rightExponent?): return compare(leftExponent, rightExponent)
  }
}

private func compareForms(_ left: Expression, _ right: Expression) -> Int {
  switch (left.form, right.form) {
  case (.number(let a), .number(let b)): return a < b ? -1 : (a == b ? 0 : 1)
  case (.constant(let a), .constant(let b)): return compare(a.rawValue, b.rawValue)
  case (.extent(let a), .extent(let b)): return compare(a.description, b.description)
  case (.access(let a, let aPositions), .access(let b, let bPositions)):
    return first(compare(aPositions, bPositions), compare(a.name, b.name))
  case (.delta(let a, let b), .delta(let c, let d)): return compare([a, b], [c, d])
  case (.sum(let a), .sum(let b)), (.product(let a), .product(let b)): return compare(a, b)
  case (.function(let a, let aArgument), .function(let b, let bArgument)):
    return first(compare(a.rawValue, b.rawValue), compare(aArgument, bArgument))
  case (.reduction(let a, let aBinder, let aBody), .reduction(let b, let bBinder, let bBody)):
    return first(
      compare(a == .sum ? 0 : 1, b == .sum ? 0 : 1), compare(aBinder.level, bBinder.level),
      compare(aBinder.extent.description, bBinder.extent.description), compare(aBody, bBody))
  case (.comparison(let a, let a1, let a2), .comparison(let b, let b1, let b2)):
    return first(compare(a.rawValue, b.rawValue), compare([a1, a2], [b1, b2]))
  case (.selection(let a1, let a2, let a3), .selection(let b1, let b2, let b3)):
    return compare([a1, a2, a3], [b1, b2, b3])
  case (.derivative(let a, let aTensor, let aPositions), .derivative(let b, let bTensor, let bPositions)):
    return first(compare(aTensor.name, bTensor.name), compare(aPositions, bPositions), compare(a, b))
  case (.power(let a1, let a2), .power(let b1, let b2)): return compare([a1, a2], [b1, b2])
  case (.invalid(let a), .invalid(let b)): return compare(a, b)
  default: return left.form.rank - right.form.rank
  }
}

private func compare(_ left: IndexTerm, _ right: IndexTerm) -> Int {
  switch (left, right) {
  case (.index(.free(let a)), .index(.free(let b))): return compare(a, b)
  case (.index(.bound(let a)), .index(.bound(let b))): return compare(b, a)
  case (.index(.free), .index(.bound)): return -1
  case (.index(.bound), .index(.free)): return 1
  case (.constant(let a), .constant(let b)): return compare(a, b)
  case (.element(let a, let aPositions), .element(let b, let bPositions)):
    return first(compare(a.name, b.name), compare(aPositions, bPositions))
  case (.argmax(let aBinder, let aBody), .argmax(let bBinder, let bBody)):
    return first(compare(aBinder.level, bBinder.level), compare(aBody, bBody))
  default: return left.rank - right.rank
  }
}

private func compare(_ left: [Expression], _ right: [Expression]) -> Int {
  for (a, b) in zip(left, right) {
    let order = compare(a, b)
    if order != 0 { return order }
  }
  return left.count - right.count
}

private func compare(_ left: [IndexTerm], _ right: [IndexTerm]) -> Int {
  for (a, b) in zip(left, right) {
    let order = compare(a, b)
    if order != 0 { return order }
  }
  return left.count - right.count
}

private func compare<Value: Comparable>(_ left: Value, _ right: Value) -> Int {
  left < right ? -1 : (left == right ? 0 : 1)
}

private func first(_ orders: Int...) -> Int { orders.first { $0 != 0 } ?? 0 }

extension Expression {
  /// A power sorts with its base.
  fileprivate var baseAndExponent: (Expression, Expression?) {
    if case .power(let base, let exponent) = form { return (base, exponent) }
    return (self, nil)
  }
}

extension Expression.Form {
  fileprivate var rank: Int {
    switch self {
    case .number: 0
    case .constant: 1
    case .extent: 2
    case .access: 3
    case .function: 4
    case .delta: 5
    case .comparison: 6
    case .selection: 7
    case .product: 8
    case .reduction: 9
    case .derivative: 10
    case .sum: 11
    case .power: 12
    case .invalid: 13
    }
  }
}

extension IndexTerm {
  fileprivate var rank: Int {
    switch self {
    case .index: 0
    case .constant: 1
    case .element: 2
    case .argmax: 3
    }
  }
}

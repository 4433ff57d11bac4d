import IndexCalculus

/// The functions that a layer's formula is written with.

public func exp(_ x: Expression) -> Expression { .function(.exp, x) }
public func log(_ x: Expression) -> Expression { .function(.log, x) }
public func tanh(_ x: Expression) -> Expression { .function(.tanh, x) }
public func sigmoid(_ x: Expression) -> Expression { .function(.sigmoid, x) }
/// `log(1 + exp x)`.
public func softplus(_ x: Expression) -> Expression { .function(.softplus, x) }
public func abs(_ x: Expression) -> Expression { .function(.abs, x) }
public func sign(_ x: Expression) -> Expression { .function(.sign, x) }
public func sin(_ x: Expression) -> Expression { .function(.sin, x) }
public func cos(_ x: Expression) -> Expression { .function(.cos, x) }
public func erf(_ x: Expression) -> Expression { .function(.erf, x) }
public func sqrt(_ x: Expression) -> Expression { .power(x, 0.5) }
public func pow(_ base: Expression, _ exponent: Expression) -> Expression { .power(base, exponent) }

/// Kronecker's δ.
public func delta(_ i: IndexTerm, _ j: IndexTerm) -> Expression { .delta(i, j) }

/// `first` where `condition` holds, `second` elsewhere; only the branch taken is differentiated.
public func select(_ condition: Expression, _ first: Expression, _ second: Expression) -> Expression {
  .selection(condition, first, second)
}

/// 1 where `x` is 0, and 0 elsewhere.
public func isZero(_ x: Expression) -> Expression { .comparison(.equal, x, 0) }

/// The greater of two; the first one, and its derivative, where they are equal.
public func max(_ first: Expression, _ second: Expression) -> Expression {
  .selection(second .<= first, first, second)
}

/// `Σ_k body(k)`. The extent of `k` is that of the axes it indexes.
public func sum(_ body: (IndexTerm) -> Expression) -> Expression { reduce(.sum, extent: nil, body) }

public func sum(over extent: Extent, _ body: (IndexTerm) -> Expression) -> Expression {
  reduce(.sum, extent: extent, body)
}

/// `max_k body(k)`. Its derivative is that of the first greatest entry.
public func max(_ body: (IndexTerm) -> Expression) -> Expression { reduce(.max, extent: nil, body) }

/// `body(argmax_k key(k))`: the entry at the place where another is greatest, the first such place among equals.
public func entry(
  whereGreatest key: (IndexTerm) -> Expression, _ body: (IndexTerm) -> Expression
) -> Expression {
  let index = Index.bound(key(.index(.bound(0))).level + 1)
  let keyed = key(.index(index))
  guard let extent = keyed.extent(of: index) else { return .invalid(unknownExtent) }
  return body(.argmax(over: index, extent: extent, keyed))
}

private let unknownExtent =
  "the extent of a summation index cannot be told, for it indexes no tensor; write sum(over: extent) { … }"

/// The closure is called twice: once to see how deep it nests, and once with the index of that level. No counter and no
/// global state is needed to keep the indices of nested reductions apart.
private func reduce(
  _ reduction: Reduction, extent: Extent?, _ body: (IndexTerm) -> Expression
) -> Expression {
  let level = body(.index(.bound(0))).level + 1
  let index = Index.bound(level)
  let operand = body(.index(index))
  if operand.defect != nil { return operand }
  guard let extent = extent ?? operand.extent(of: index) else { return .invalid(unknownExtent) }
  return .reduction(reduction, over: index, extent: extent, operand)
}

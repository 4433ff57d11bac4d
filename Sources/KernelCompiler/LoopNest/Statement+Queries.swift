import IndexCalculus

extension LoopNest {
  /// All statements, outermost ones.
  var statements: [Statement] { passes.flatMap { $0.before + $0.tile } + epilogue }
}

extension Statement {
  /// The tensors of the tile that the statement writes.
  var written: Set<TensorSymbol> {
    switch self {
    case .formula(_, let body), .loop(_, let body): body.reduce(into: []) { $0.formUnion($1.written) }
    case .strip(let strip): strip.written
    case .update(let update): [update.target]
    case .apply(_, let tensor): [tensor]
    case .contract(let contraction): [contraction.target.tensor]
    case .sumLanes(let sum): [sum.target]
    case .load(let tile, _): [tile]
    case .rename(_, let target): [target]
    case .store: []
    }
  }

  /// The statements directly inside.
  private var inner: [Statement] {
    switch self {
    case .formula(_, let statements), .loop(_, let statements): statements
    case .strip(let strip): strip.statements
    case .update, .apply, .contract, .sumLanes, .load, .store, .rename: []
    }
  }

  /// The tensors that are read or written.
  var tensors: Set<TensorSymbol> {
    var result = inner.reduce(into: Set<TensorSymbol>()) { $0.formUnion($1.tensors) }
    switch self {
    // A new name for the same memory touches nothing.
    case .formula, .strip, .loop, .rename: break
    case .update(let update):
      result.formUnion(update.value.tensors)
      result.formUnion(Expression.access(update.target, update.positions).tensors)
      if case .placeWhereEqual(let other, _) = update.combination { result.formUnion(other.tensors) }
    case .apply(_, let tensor): result.insert(tensor)
    case .contract(let contraction):
      result.formUnion([contraction.target, contraction.left, contraction.right].map(\.tensor))
    case .sumLanes(let sum):
      result.insert(sum.target)
      for factor in sum.factors { result.formUnion(factor.tensors) }
    case .load(let tile, let source): result.formUnion([tile, source])
    case .store(let tile, let target): result.formUnion([tile, target])
    }
    return result
  }

  /// The tensors to which the statement adds sums over rows.
  var rowSums: Set<TensorSymbol> {
    var result = inner.reduce(into: Set<TensorSymbol>()) { $0.formUnion($1.rowSums) }
    switch self {
    case .sumLanes(let sum): result.insert(sum.target)
    case .contract(let contraction): if !contraction.target.tensor.isRowwise { result.insert(contraction.target.tensor) }
    case .formula, .strip, .loop, .update, .apply, .load, .store, .rename: break
    }
    return result
  }

  /// The tensors to which the statement adds a number for each line, over the rows.
  var lineSums: Set<TensorSymbol> {
    if case .sumLanes(let sum) = self { return [sum.target] }
    return inner.reduce(into: []) { $0.formUnion($1.lineSums) }
  }

  var contractions: [Contraction] {
    if case .contract(let contraction) = self { return [contraction] }
    return inner.flatMap(\.contractions)
  }

  /// Whether a function is computed in place of a whole tile.
  var appliesFunction: Bool {
    if case .apply = self { return true }
    return inner.contains(where: \.appliesFunction)
  }

  /// Whether a loop runs on to the end of the last vector.
  var usesPadding: Bool {
    // Its pieces are as long as whole vectors let them be.
    if case .strip = self { return true }
    if case .loop(let loop, _) = self, loop.range == .lanes(padded: true) { return true }
    return inner.contains(where: \.usesPadding)
  }

  /// Calls `body` with every value that is computed.
  func visitValues(_ body: (Expression) -> Void) {
    switch self {
    case .update(let update): body(update.value)
    case .sumLanes(let sum): body(sum.scale)
    case .contract(let contraction): body(contraction.scale)
    case .formula, .strip, .loop, .apply, .load, .store, .rename: break
    }
    for statement in inner { statement.visitValues(body) }
  }
}

extension Expression {
  /// Calls `body` with each symbolic extent, or its inverse, that is a factor by itself.
  func visitScales(_ body: (Expression) -> Void) {
    switch form {
    case .extent(.symbolic): body(self)
    case .power(let base, let exponent):
      if case .extent(.symbolic) = base.form, exponent == -1 { return body(self) }
      base.visitScales(body)
      exponent.visitScales(body)
    default: form.forEachOperand { $0.visitScales(body) }
    }
  }
}

/// Brings the formulas of a program into the form in which they are safe to compute in floating point.
///
/// The sums of exponentials, those with positive weights included, are shifted by their maximum, which is given a name of
/// its own together with the shifted argument, so that the difference is taken first wherever it is used (Blanchard, Higham
/// and Higham, "Accurately computing the log-sum-exp and softmax functions", 2021). Sums over rows are not: there may be any
/// number of them, and no tile holds them all.
public struct Stabiliser {
  /// Definitions in safe form, helpers in front of their first use.
  public private(set) var definitions: [TensorDefinition] = []
  private var originals: [TensorSymbol: TensorDefinition] = [:]
  private var shifts: [Shift] = []
  private var taken: Set<String>
  private let knowledge: Knowledge

  /// `max_k g_k` and `g_k − max g` for the sums `Σ_k w_k exp g_k` of a program, `w` certainly positive: where the weight
  /// of the greatest were 0, all others could underflow.
  private struct Shift {
    let maximum: TensorDefinition
    let shifted: TensorDefinition
  }

  /// - Parameter taken: names that helpers must not have.
  public init(knowing knowledge: Knowledge, avoiding taken: Set<String>) {
    self.knowledge = knowledge
    self.taken = taken
  }

  /// - Throws: `CalculusError` when a budget is exceeded.
  public mutating func add(_ definition: TensorDefinition) throws(CalculusError) {
    originals[definition.symbol] = definition
    var body = try Rewriter.simplified(definition.body, knowing: knowledge)
    body = try openLogarithms(body)
    body = try shiftExponentials(body, extents: definition.symbol.extents, owner: definition.symbol.name)
    definitions.append(TensorDefinition(definition.symbol, body))
  }

  /// The logarithm of a tensor whose formula is known is taken of the formula, where that avoids computing `log exp`.
  private func openLogarithms(_ expression: Expression) throws(CalculusError) -> Expression {
    guard expression.kinds.contains(.function) else { return expression }
    return try rewritten(openingLogarithms(expression))
  }

  private func openingLogarithms(_ expression: Expression) -> Expression {
    if case .function(.log, let argument) = expression.form {
      let opened = argument.replacingAccesses { originals[$0]?.body(at: $1) }
      let logarithm = Expression.function(.log, opened)
      let rules = [Rule.logarithmOfPowers, .logarithmOfSigmoid, .logarithmOfComplement, .inverseFunctions]
      if opened != argument, rules.contains(where: { $0.applied(at: logarithm) != nil }) { return logarithm }
    }
    return expression.descending { openingLogarithms($0) }
  }

  /// Shifts every `Σ_k w_k exp g_k` over features, innermost first.
  private mutating func shiftExponentials(
    _ expression: Expression, extents: [Extent], owner: String
  ) throws(CalculusError) -> Expression {
    guard expression.kinds.isSuperset(of: [.reduction, .function]) else { return expression }
    var known: [Index: Extent] = [:]
    for (number, extent) in extents.enumerated() { known[.free(number)] = extent }
    let shifted = try shifting(expression, known, owner)
    var next = try rewritten(shifted)
    // The numerators of the same exponentials become the shifted argument by name.
    var rewriter = Rewriter(next, knowing: Knowledge(namedOutputs: shifts.map(\.shifted)))
    try rewriter.exhaust([.nameOutput])
    next = rewriter.expression
    return next
  }

  private mutating func shifting(
    _ expression: Expression, _ extents: [Index: Extent], _ owner: String
  ) throws(CalculusError) -> Expression {
    guard case .reduction(let reduction, let binder, let body) = expression.form else {
      return try expression.mapped(
        { operand throws(CalculusError) in try shifting(operand, extents, owner) }, terms: { $0 })
    }
    let index = expression.unusedIndex
    let opened = body.renaming(binder.index, to: index)
    var known = extents
    known[index] = binder.extent
    let inner = try rewritten(shifting(opened, known, owner))
    if reduction == .sum, binder.extent != .rows, let (exponential, argument) = inner.weightedExponential(over: index),
      let shift = shift(of: argument, over: index, known, owner)
    {
      var factors = inner.factors
      factors[exponential] = .function(.exp, shift.element)
      return .function(.exp, shift.maximum) * .reduction(.sum, over: index, extent: binder.extent, .product(factors))
    }
    return .reduction(reduction, over: index, extent: binder.extent, inner)
  }

  /// The maximum of `argument` over `index` and the argument less the maximum, by name.
  private mutating func shift(
    of argument: Expression, over index: Index, _ extents: [Index: Extent], _ owner: String
  ) -> (maximum: Expression, element: Expression)? {
    // Rows are the first axis of every tensor.
    let others = argument.freeIndices.filter { $0 != index }.sorted()
    let outer = others.filter { extents[$0] == .rows } + others.filter { extents[$0] != .rows }
    guard let extent = extents[index], outer.allSatisfy({ extents[$0] != nil }) else { return nil }
    let indices = outer + [index]
    let renaming = Dictionary(uniqueKeysWithValues: zip(indices, (0...).lazy.map(IndexTerm.free)))
    let body = argument.replacing(renaming)
    let outerExtents = outer.compactMap { extents[$0] }
    let known = shifts.first { $0.maximum.body == .reduction(.max, over: .free(outer.count), extent: extent, body) }
    let shift = known ?? makeShift(of: body, outerExtents, extent, owner)
    let positions = outer.map(IndexTerm.index)
    return (
      .access(shift.maximum.symbol, positions), .access(shift.shifted.symbol, positions + [.index(index)])
    )
  }

  private mutating func makeShift(
    of body: Expression, _ outer: [Extent], _ extent: Extent, _ owner: String
  ) -> Shift {
    var name = owner
    if case .access(let tensor, _) = body.form { name = tensor.name }
    var number = 1
    var names = (maximum: "\(name)Max", shifted: "\(name)Shifted")
    while taken.contains(names.maximum) || taken.contains(names.shifted) {
      number += 1
      names = ("\(name)\(number)Max", "\(name)\(number)Shifted")
    }
    taken.formUnion([names.maximum, names.shifted])
    let maximum = TensorDefinition(
      TensorSymbol(names.maximum, outer), .reduction(.max, over: .free(outer.count), extent: extent, body))
    let shifted = TensorDefinition(
      TensorSymbol(names.shifted, outer + [extent]),
      body - .access(maximum.symbol, (0..<outer.count).map(IndexTerm.free)))
    let shift = Shift(maximum: maximum, shifted: shifted)
    shifts.append(shift)
    definitions += [maximum, shifted]
    return shift
  }

  private func rewritten(_ expression: Expression) throws(CalculusError) -> Expression {
    var rewriter = Rewriter(expression, knowing: knowledge)
    try rewriter.exhaust(Rule.stability + [.combinePowers, .collectLikeTerms, .functionOfNumber])
    return rewriter.expression
  }
}

extension Expression {
  /// The place of a factor `exp g` whose argument varies with an index, and `g`, where all other factors are certainly
  /// positive.
  fileprivate func weightedExponential(over index: Index) -> (place: Int, argument: Expression)? {
    guard isPositive else { return nil }
    for (place, factor) in factors.enumerated() {
      if case .function(.exp, let argument) = factor.form, argument.mentions(index) { return (place, argument) }
    }
    return nil
  }
}

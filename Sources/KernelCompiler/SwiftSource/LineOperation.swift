import IndexCalculus

/// A loop over the lines of a tile that the runtime has a primitive for. The primitive works with the widest vectors of
/// the machine it runs on, where a loop in Swift has those that every machine has.
enum LineOperation {
  /// What is read for an entry.
  enum Operand {
    case entries(TensorSymbol)
    /// One line for all: a number for each row of the batch.
    case everyLine(TensorSymbol)
    /// One number for each line.
    case everyLane(TensorSymbol)
  }

  /// A product of operands and of a factor that is the same for all entries.
  struct Term {
    let scale: Expression
    let operands: [Operand]
  }

  /// `target = scale · (product + addend)`: at most two operands, and at most one in the addend.
  case map(target: TensorSymbol, scale: Expression, product: Term, addend: Term?)
  /// `target += scale · x`, for every line of `x`.
  case add(target: TensorSymbol, scale: Expression, lines: TensorSymbol)
  /// `target = max(target, x)`, for every line of `x`. A maximum of anything else is left to a loop: where it was found is
  /// told by a comparison with the same formula, which would be rounded another way.
  case raise(target: TensorSymbol, lines: TensorSymbol)

  /// None where the statement is anything else.
  init?(_ statement: Statement, _ nest: LoopNest) {
    guard case .loop(let line, let inner) = statement, case .count(let lines) = line.range, inner.count == 1,
      case .loop(let lane, let body) = inner[0], lane.range == .lanes(padded: true), body.count == 1,
      case .update(let update) = body[0]
    else { return nil }
    let reader = EntryReader(nest: nest, line: line.index, lane: lane.index, lines: lines)
    guard let target = reader.operand(update.target, update.positions),
      let (scale, terms) = reader.scaledTerms(update.value)
    else { return nil }
    switch (update.combination, target) {
    case (.set, .entries): self.init(mapInto: update.target, scale, terms)
    case (.add, .everyLine(let target)):
      guard scale == .one, let (scale, tensor) = Self.scaledEntries(terms) else { return nil }
      self = .add(target: target, scale: scale, lines: tensor)
    case (.maximum, .everyLine(let target)):
      guard scale == .one, let (scale, tensor) = Self.scaledEntries(terms), scale == .one else { return nil }
      self = .raise(target: target, lines: tensor)
    default: return nil
    }
  }

  private init?(mapInto target: TensorSymbol, _ scale: Expression, _ terms: [Term]) {
    let ordered = terms.sorted { $0.operands.count > $1.operands.count }
    guard ordered.count <= 2, let product = ordered.first, (1...2).contains(product.operands.count) else { return nil }
    let addend = ordered.dropFirst().first
    guard (addend?.operands.count ?? 0) <= 1 else { return nil }
    self = .map(target: target, scale: scale, product: product, addend: addend)
  }

  private static func scaledEntries(_ terms: [Term]) -> (Expression, TensorSymbol)? {
    guard terms.count == 1, terms[0].operands.count == 1, case .entries(let tensor) = terms[0].operands[0] else {
      return nil
    }
    return (terms[0].scale, tensor)
  }
}

/// Reads the formula of an entry as a sum of products.
private struct EntryReader {
  let nest: LoopNest
  let line: Index
  let lane: Index
  let lines: Int

  func operand(_ tensor: TensorSymbol, _ positions: [IndexTerm]) -> LineOperation.Operand? {
    guard let buffer = nest.buffer(of: tensor) else { return nil }
    switch buffer.storage {
    case .tile, .tiles:
      if positions == [.index(lane), .index(line)], buffer.width == lines { return .entries(tensor) }
      return positions == [.index(lane)] ? .everyLine(tensor) : nil
    case .parameter, .local: return positions == [.index(line)] ? .everyLane(tensor) : nil
    case .input, .target, .labels, .gradient, .output: return nil
    }
  }

  /// The factor of a whole sum stays outside, where the formula has it: multiplied into the terms it would round otherwise.
  func scaledTerms(_ value: Expression) -> (scale: Expression, terms: [LineOperation.Term])? {
    let scale = value.factors.filter(\.isConstant)
    let others = value.factors.filter { !$0.isConstant }
    guard others.count == 1, case .sum(let summands) = others[0].form else { return term(value).map { (.one, [$0]) } }
    let terms = summands.compactMap(term)
    return terms.count == summands.count ? (.product(scale), terms) : nil
  }

  private func term(_ summand: Expression) -> LineOperation.Term? {
    var operands: [LineOperation.Operand] = []
    var scale: [Expression] = []
    for factor in summand.factors {
      if factor.isConstant {
        scale.append(factor)
      } else if case .access(let tensor, let positions) = factor.form, let operand = operand(tensor, positions) {
        operands.append(operand)
      } else {
        return nil
      }
    }
    return LineOperation.Term(scale: .product(scale), operands: operands)
  }
}

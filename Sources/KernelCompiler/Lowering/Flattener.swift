import IndexCalculus

/// Takes definitions apart into assignments with one reduction each. Equal subexpressions are computed once: an
/// exponential that a sum and a quotient both need becomes one tensor.
public struct Flattener {
  public private(set) var assignments: [Assignment] = []
  private var computed: [Expression: TensorSymbol] = [:]
  /// The places of maxima, by the maximum.
  private var places: [Expression: TensorSymbol] = [:]
  private var names: TemporaryNames

  /// - Parameters:
  ///   - taken: names that temporaries must not have.
  ///   - aliases: formulas that have a name already, should they be needed by themselves.
  public init(avoiding taken: Set<String>, aliases: [TensorDefinition]) {
    names = TemporaryNames(taken: taken, aliases: aliases)
  }

  public mutating func add(_ definition: TensorDefinition) {
    var extents: [Index: Extent] = [:]
    for (index, extent) in zip(definition.indices, definition.symbol.extents) { extents[index] = extent }
    let operation = operation(for: definition, extents)
    assignments.append(contentsOf: operation)
    // A formula that is the same along an axis is held by a tensor without it.
    if definition.body.freeIndices == Set(definition.indices) { computed[definition.body] = definition.symbol }
  }

  private mutating func operation(for definition: TensorDefinition, _ extents: [Index: Extent]) -> [Assignment] {
    func assignment(_ operation: Assignment.Operation) -> Assignment {
      Assignment(target: definition.symbol, operation: operation, formula: definition)
    }
    let body = definition.body
    // What is the same along an axis is computed once and then copied along it.
    guard body.freeIndices == Set(definition.indices) else { return [assignment(.map(hoisted(body, extents)))] }
    if case .function(let function, let argument) = body.form, function.isVectorised {
      return [assignment(.apply(function, hoisted(argument, extents)))]
    }
    if case .reduction(.max, let binder, let operand) = body.form {
      let (index, opened) = open(binder, operand, body)
      let inner = hoisted(opened, extents.merging([index: binder.extent]) { $1 })
      return [assignment(.maximum(over: .init(index: index, extent: binder.extent), inner))]
    }
    if let sum = sum(in: body) {
      if let picked = pickedSum(sum.summation, extents) { return [assignment(.map(.product(sum.scale + [picked])))] }
      return [assignment(sumOperation(sum, extents, definition.symbol.rank))]
    }
    if body.isGather { return [assignment(.map(body))] }
    let (rest, points) = splitPoints(body, definition.indices)
    guard !points.isEmpty else { return [assignment(.map(hoisted(body, extents)))] }
    let base = assignment(.map(hoisted(rest, extents)))
    return [base] + points.map { assignment(.addAt($0.positions, hoisted($0.value, extents))) }
  }

  // MARK: - Sums

  /// `initial + scale · Σ body`, where a formula has that shape.
  private struct OpenSum {
    var initial: [Expression] = []
    var scale: [Expression] = []
    var summation: Expression
  }

  private func sum(in body: Expression) -> OpenSum? {
    let terms = body.terms
    let candidates = terms.indices.filter { scaledSum(terms[$0]) != nil }
    guard candidates.count == 1, let sum = scaledSum(terms[candidates[0]]) else { return nil }
    var initial = terms
    initial.remove(at: candidates[0])
    // What is added once must not be added for every tile of rows.
    if !initial.isEmpty, case .reduction(_, let binder, _) = sum.summation.form, binder.extent == .rows { return nil }
    return OpenSum(initial: initial, scale: sum.scale, summation: sum.summation)
  }

  private func scaledSum(_ term: Expression) -> (scale: [Expression], summation: Expression)? {
    let factors = term.factors
    let sums = factors.filter(\.isSummation)
    let scale = factors.filter { !$0.isSummation }
    guard sums.count == 1, scale.allSatisfy(\.isConstant) else { return nil }
    return (scale, sums[0])
  }

  private mutating func sumOperation(
    _ sum: OpenSum, _ extents: [Index: Extent], _ rank: Int
  ) -> Assignment.Operation {
    var bounds: [Assignment.Bound] = []
    var body = sum.summation
    var known = extents
    var next = max(body.unusedNumber, rank)
    while case .reduction(.sum, let binder, let inner) = body.form {
      // A number summed over all rows first becomes one number a row, so that rows can be added side by side.
      if rank == 0, bounds.contains(where: { $0.extent == .rows }) { break }
      let index = Index.free(next)
      next += 1
      body = inner.opening(binder, as: index)
      bounds.append(.init(index: index, extent: binder.extent))
      known[index] = binder.extent
    }
    let initial = sum.initial.isEmpty ? nil : hoisted(.sum(sum.initial), extents)
    var factors = body.factors.map { hoisted($0, known) }
    let overRows = bounds.contains { $0.extent == .rows }
    if overRows, !Self.isSimple(factors) { factors = [materialised(.product(factors), known)] }
    return .sum(over: bounds, .product(sum.scale + factors), initial: initial)
  }

  /// Whether a sum over rows can be taken of the tensors as they are.
  private static func isSimple(_ factors: [Expression]) -> Bool {
    let accesses = factors.filter { $0.isPlainAccess }
    let constants = factors.filter(\.isConstant)
    return accesses.count <= 2 && accesses.count + constants.count == factors.count
  }

  // MARK: - Points

  private struct Point {
    let positions: [IndexTerm]
    let value: Expression
  }

  /// Takes out terms with a factor `δ(j, y_i)`: they touch one entry a row.
  private func splitPoints(_ body: Expression, _ indices: [Index]) -> (Expression, [Point]) {
    var rest: [Expression] = []
    var points: [Point] = []
    let (scale, terms) = body.scaledTerms
    for term in terms {
      if let point = point(.product(scale + [term]), indices) {
        points.append(point)
      } else {
        rest.append(.product(scale + [term]))
      }
    }
    return (.sum(rest), points)
  }

  private func point(_ term: Expression, _ indices: [Index]) -> Point? {
    var factors = term.factors
    for (position, factor) in factors.enumerated() {
      guard case .delta(let left, let right) = factor.form else { continue }
      for (side, other) in [(left, right), (right, left)] {
        guard case .index(let index) = side, let axis = indices.firstIndex(of: index), case .element = other else {
          continue
        }
        factors.remove(at: position)
        var positions = indices.map(IndexTerm.index)
        positions[axis] = other
        return Point(positions: positions, value: Expression.product(factors).replacing([index: other]))
      }
    }
    return nil
  }

  // MARK: - Hoisting

  /// The formula with every reduction, vector function and quotient of fewer indices replaced by a tensor of its own.
  private mutating func hoisted(_ expression: Expression, _ extents: [Index: Extent]) -> Expression {
    let all = expression.freeIndices
    return hoisted(expression, extents, all)
  }

  private mutating func hoisted(
    _ expression: Expression, _ extents: [Index: Extent], _ all: Set<Index>
  ) -> Expression {
    switch expression.form {
    case .reduction: return pickedSum(expression, extents) ?? materialised(expression, extents)
    // What is picked out of a large tensor early lets go of the tensor.
    case .access where expression.isGather: return materialised(expression, extents)
    case .function(let function, _) where function.isVectorised: return materialised(expression, extents)
    case .power(let base, _) where base.number == nil && !base.tensors.isEmpty && expression.freeIndices.count < all.count:
      return materialised(expression, extents)
    default: return expression.mapped({ hoisted($0, extents, all) }, terms: { placed($0, extents) })
    }
  }

  /// A tensor that holds the formula, computed now unless it was before.
  mutating func materialised(_ expression: Expression, _ extents: [Index: Extent]) -> Expression {
    let indices = expression.freeIndices.sorted {
      let (left, right) = (extents[$0] == .rows, extents[$1] == .rows)
      return left == right ? $0 < $1 : left
    }
    let renaming = Dictionary(uniqueKeysWithValues: zip(indices, (0...).lazy.map(IndexTerm.free)))
    let body = expression.replacing(renaming)
    let positions = indices.map(IndexTerm.index)
    if let known = computed[body] { return .access(known, positions) }
    let symbol = TensorSymbol(names.name(for: body), indices.map { extents[$0] ?? .fixed(1) })
    add(TensorDefinition(symbol, body))
    return .access(symbol, positions)
  }

  /// An index position with its `argmax` computed beforehand.
  mutating func placed(_ term: IndexTerm, _ extents: [Index: Extent]) -> IndexTerm {
    guard case .argmax(let binder, let operand) = term else { return term }
    let whole = Expression.reduction(.max, over: binder.index, extent: binder.extent, operand)
    let maximum = materialised(whole, extents)
    guard case .access(let maximumSymbol, let positions) = maximum.form else { return term }
    let name = names.name(suffix: "Place", of: maximumSymbol.name)
    let key = whole.canonical(positions)
    if let known = places[key] { return .element(known, positions) }
    let symbol = TensorSymbol(name, maximumSymbol.extents, element: .place(on: binder.extent))
    let renaming = Dictionary(uniqueKeysWithValues: zip(positions.compactMap(\.plainIndex), (0...).lazy.map(IndexTerm.free)))
    let canonical = whole.replacing(renaming)
    guard case .reduction(_, let inner, let body) = canonical.form else { return term }
    let (index, opened) = open(inner, body, canonical)
    var known: [Index: Extent] = [index: binder.extent]
    for (axis, extent) in symbol.extents.enumerated() { known[.free(axis)] = extent }
    let entries = hoisted(opened, known)
    let value = Expression.access(maximumSymbol, (0..<symbol.rank).map(IndexTerm.free))
    assignments.append(
      Assignment(
        target: symbol, operation: .firstPlace(over: .init(index: index, extent: binder.extent), entries, maximum: value),
        formula: TensorDefinition(symbol, canonical)))
    places[key] = symbol
    return .element(symbol, positions)
  }

  func open(_ binder: Binder, _ body: Expression, _ whole: Expression) -> (Index, Expression) {
    let index = Index.free(max(whole.unusedNumber, 16))
    return (index, body.opening(binder, as: index))
  }
}

extension IndexTerm {
  var plainIndex: Index? {
    if case .index(let index) = self { index } else { nil }
  }
}

extension Function {
  /// Whether the runtime computes the function over whole vectors.
  public var isVectorised: Bool {
    switch self {
    case .exp, .log, .tanh, .sigmoid, .softplus, .sin, .cos, .erf: true
    case .abs, .sign: false
    }
  }
}

extension Expression {
  fileprivate var isSummation: Bool {
    if case .reduction(.sum, _, _) = form { true } else { false }
  }

  /// An element at a place that another tensor names, such as `Z[i, y_i]`.
  var isGather: Bool {
    guard case .access(_, let positions) = form else { return false }
    return positions.contains { if case .element = $0 { true } else { false } }
  }

  fileprivate var isPlainAccess: Bool {
    guard case .access(_, let positions) = form else { return false }
    return positions.allSatisfy { $0.plainIndex != nil }
  }

  /// `scale · (term + term + …)`.
  fileprivate var scaledTerms: (scale: [Expression], terms: [Expression]) {
    guard let position = factors.firstIndex(where: { if case .sum = $0.form { true } else { false } }) else {
      return ([], terms)
    }
    var scale = factors
    scale.remove(at: position)
    return (scale, factors[position].terms)
  }

  fileprivate func canonical(_ positions: [IndexTerm]) -> Expression {
    replacing(
      Dictionary(uniqueKeysWithValues: zip(positions.compactMap(\.plainIndex), (0...).lazy.map(IndexTerm.free))))
  }
}

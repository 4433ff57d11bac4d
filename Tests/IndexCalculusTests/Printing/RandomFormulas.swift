import IndexCalculus
import SeededRandom

/// Random formulas over tensors of rank 0 to 2.
struct RandomFormulas {
  static let tensors = [
    TensorSymbol("A", [.rows, .fixed(3)]), TensorSymbol("B", [.rows, .fixed(2)]), TensorSymbol("C", [.rows, .fixed(3)]),
    TensorSymbol("W", [.fixed(3), .fixed(2)]), TensorSymbol("S", [.fixed(2), .fixed(2)]), TensorSymbol("u", [.rows]),
    TensorSymbol("v", [.fixed(3)]), TensorSymbol("z", [.fixed(2)]), TensorSymbol("τ", []),
  ]
  static let labels = TensorSymbol("y", [.rows], element: .place(on: .fixed(2)))
  static let extents: [Extent] = [.rows, .fixed(3), .fixed(2)]

  var random: SplitMix64
  private var next = 10

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func definition() -> TensorDefinition {
    let rank = Int.random(in: 0...2, using: &random)
    let extents = (0..<rank).map { _ in extent() }
    let scope = extents.enumerated().map { (index: Index.free($0), extent: $1) }
    next = 10
    return TensorDefinition(TensorSymbol("R", extents), formula(scope, depth: 4))
  }

  private mutating func extent() -> Extent { Self.extents[Int.random(in: 0..<3, using: &random)] }

  typealias Scope = [(index: Index, extent: Extent)]

  mutating func formula(_ scope: Scope, depth: Int) -> Expression {
    guard depth > 0 else { return atom(scope) }
    switch Int.random(in: 0..<14, using: &random) {
    case 0...1: return atom(scope)
    case 2...3: return formula(scope, depth: depth - 1) + formula(scope, depth: depth - 1)
    case 4: return formula(scope, depth: depth - 1) - formula(scope, depth: depth - 1)
    case 5...7: return formula(scope, depth: depth - 1) * formula(scope, depth: depth - 1)
    case 8: return formula(scope, depth: depth - 1) / (1 + .power(formula(scope, depth: depth - 1), 2))
    case 9: return .function(.tanh, formula(scope, depth: depth - 1))
    case 10: return .power(formula(scope, depth: depth - 1), 2)
    case 11...12: return reduction(scope, depth)
    default:
      return .selection(
        formula(scope, depth: depth - 2) .< formula(scope, depth: depth - 2), formula(scope, depth: depth - 1),
        formula(scope, depth: depth - 1))
    }
  }

  private mutating func reduction(_ scope: Scope, _ depth: Int) -> Expression {
    next += 1
    let index = Index.free(next)
    let extent = extent()
    let body = formula(scope + [(index, extent)], depth: depth - 1)
    let kind = Int.random(in: 0..<5, using: &random) == 0 ? Reduction.max : .sum
    return .reduction(kind, over: index, extent: extent, body)
  }

  private mutating func atom(_ scope: Scope) -> Expression {
    switch Int.random(in: 0..<10, using: &random) {
    case 0:
      let numerator = Int.random(in: -3...3, using: &random)
      return .number(Rational(numerator, over: Int.random(in: 1...3, using: &random)) ?? .one)
    case 1: return .extent(.rows)
    case 2: return delta(scope)
    default:
      let tensor = Self.tensors[Int.random(in: 0..<Self.tensors.count, using: &random)]
      return .access(tensor, tensor.extents.map { position($0, scope) })
    }
  }

  private mutating func delta(_ scope: Scope) -> Expression {
    let extent = extent()
    return .delta(position(extent, scope), position(extent, scope))
  }

  private mutating func position(_ extent: Extent, _ scope: Scope) -> IndexTerm {
    let fitting = scope.filter { $0.extent == extent }
    let rows = scope.filter { $0.extent == .rows }
    if extent == .fixed(2), let row = rows.randomElement(using: &random), Int.random(in: 0..<4, using: &random) == 0 {
      return .element(Self.labels, [.index(row.index)])
    }
    guard let choice = fitting.randomElement(using: &random), Int.random(in: 0..<8, using: &random) > 0 else {
      return .constant(Int.random(in: 0..<2, using: &random))
    }
    return .index(choice.index)
  }
}

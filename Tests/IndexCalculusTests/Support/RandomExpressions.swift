import SeededRandom
@testable import IndexCalculus
@testable import LayerGraph

/// Makes random formulas out of everything the language has, the same ones for the same seed.
struct RandomExpressions {
  private var generator: SplitMix64
  /// Indices in scope: those over rows, and those over a row.
  private var rows: [IndexTerm] = [.free(0)]
  private var columns: [IndexTerm] = [.free(1)]
  private var nextIndex = 10

  static let extents: [Extent] = [.rows, .fixed(Samples.width)]

  init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  mutating func expression(depth: Int) -> Expression {
    guard depth > 0 else { return leaf() }
    switch Int.random(in: 0..<15, using: &generator) {
    case 0, 1: return expression(depth: depth - 1) + expression(depth: depth - 1)
    case 2, 3, 4: return expression(depth: depth - 1) * expression(depth: depth - 1)
    case 5: return expression(depth: depth - 1) - leaf() * number()
    case 6: return expression(depth: depth - 1) / positive(depth - 1)
    case 7: return .power(expression(depth: depth - 1), Bool.random(using: &generator) ? 2 : 3)
    case 8: return sqrt(positive(depth - 1))
    case 9: return function(depth - 1)
    case 10, 11: return reduction(.sum, depth - 1)
    case 12: return reduction(.max, depth - 1)
    case 13: return .selection(condition(depth - 1), expression(depth: depth - 1), branch(depth - 1))
    default: return condition(depth - 1) * expression(depth: depth - 1)
    }
  }

  private mutating func number() -> Expression {
    [2, -1, 3, 0.5, -0.25].randomElement(using: &generator) ?? 1
  }

  private mutating func branch(_ depth: Int) -> Expression {
    Bool.random(using: &generator) ? 0 : expression(depth: depth)
  }

  private mutating func positive(_ depth: Int) -> Expression {
    let inner = expression(depth: depth)
    return Bool.random(using: &generator) ? sigmoid(inner) : inner * inner + 1
  }

  private mutating func function(_ depth: Int) -> Expression {
    let argument = expression(depth: depth)
    switch Function.allCases.randomElement(using: &generator) ?? .tanh {
    case .exp: return exp(tanh(argument))
    case .log: return Bool.random(using: &generator) ? log(exp(argument)) : log(sigmoid(argument))
    case let other: return .function(other, argument)
    }
  }

  private mutating func condition(_ depth: Int) -> Expression {
    if Bool.random(using: &generator) { return .delta(column(), column()) }
    return expression(depth: min(depth, 1)) .< expression(depth: min(depth, 1))
  }

  private mutating func reduction(_ reduction: Reduction, _ depth: Int) -> Expression {
    let overRows = Int.random(in: 0..<3, using: &generator) == 0
    let index = Index.free(nextIndex)
    nextIndex += 1
    let savedRows = rows
    let savedColumns = columns
    if overRows { rows.append(.index(index)) } else { columns.append(.index(index)) }
    let body = expression(depth: depth) * (Bool.random(using: &generator) ? .delta(column(), column()) : 1)
    rows = savedRows
    columns = savedColumns
    return .reduction(reduction, over: index, extent: overRows ? .rows : .fixed(Samples.width), body)
  }

  private mutating func row() -> IndexTerm { rows.randomElement(using: &generator) ?? .free(0) }

  private mutating func column() -> IndexTerm {
    switch Int.random(in: 0..<12, using: &generator) {
    case 0: return .constant(1)
    case 1: return .element(Samples.labels, [row()])
    case 2:
      let index = Index.free(nextIndex)
      nextIndex += 1
      return .argmax(
        over: index, extent: .fixed(Samples.width), Samples.Z[row(), .index(index)] * Samples.x[.index(index)])
    default: return columns.randomElement(using: &generator) ?? .free(1)
    }
  }

  private mutating func leaf() -> Expression {
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: return number()
    case 1: return Samples.u[row()]
    case 2: return Samples.x[column()]
    case 3: return Samples.W[column(), column()]
    case 4: return .delta(column(), column())
    case 5: return Samples.Y[row(), column()]
    default: return Samples.Z[row(), column()]
    }
  }
}

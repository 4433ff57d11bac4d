import IndexCalculus

/// Cuts a long formula into short ones with names: for the reader, and for Swift's type checker, whose time grows
/// steeply with the operators and literals of a single expression.
struct ExpressionSplitter {
  /// Each a name and what it stands for, in an order in which nothing is used before it is there.
  private(set) var terms: [(name: String, value: Expression)] = []
  private var named: [Expression: Expression] = [:]

  /// Nodes that one expression may have.
  private static let longest = 12

  /// The formula with its long and conditional parts replaced by names.
  mutating func split(_ expression: Expression) -> Expression {
    guard expression.size > Self.longest else { return expression }
    return cut(expression, isRoot: true)
  }

  private mutating func cut(_ expression: Expression, isRoot: Bool) -> Expression {
    let inner: Expression
    switch expression.form {
    // The condition stays where it is decided; what it compares may be cut.
    case .selection(let condition, let first, let second):
      inner = .selection(
        cutOperands(of: condition), cut(first, isRoot: false), cut(second, isRoot: false))
    default: inner = cutOperands(of: expression)
    }
    guard !isRoot, inner.isConditional || inner.size > Self.longest else { return inner }
    return name(inner)
  }

  private mutating func cutOperands(of expression: Expression) -> Expression {
    var parts = self
    var result = expression.mapped({ parts.cut($0, isRoot: false) }, terms: { $0 })
    // Many short operands make a long expression too.
    if result.size > Self.longest {
      result = result.mapped({ $0.size > 4 ? parts.name($0) : $0 }, terms: { $0 })
    }
    self = parts
    return result
  }

  private mutating func name(_ expression: Expression) -> Expression {
    if let known = named[expression] { return known }
    let name = "term\(terms.count + 1)"
    terms.append((name, expression))
    let access = Expression.access(TensorSymbol(name, []), [])
    named[expression] = access
    return access
  }
}

extension Expression {
  /// Whether it is printed as a choice.
  fileprivate var isConditional: Bool {
    switch form {
    case .selection, .comparison, .delta: true
    default: false
    }
  }
}

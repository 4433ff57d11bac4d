extension Expression {
  public static let zero = number(.zero)
  public static let one = number(.one)

  public static func number(_ value: Rational) -> Expression { Expression(.number(value)) }

  public static func number(_ value: Int) -> Expression {
    Rational(value, over: 1).map(Expression.number) ?? .invalid("\(value) is a number of more digits than formulas keep")
  }

  public static func constant(_ constant: MathConstant) -> Expression { Expression(.constant(constant)) }

  /// The number of values an index takes, as a factor.
  public static func extent(_ extent: Extent) -> Expression {
    switch extent {
    case .fixed(let count): number(count)
    case .symbolic: Expression(.extent(extent))
    }
  }

  /// One element of a tensor. A wrong number of indices becomes an `invalid` expression.
  public static func access(_ tensor: TensorSymbol, _ positions: [IndexTerm]) -> Expression {
    guard positions.count == tensor.rank else {
      let axes = tensor.rank == 1 ? "1 axis" : "\(tensor.rank) axes"
      return invalid("\(tensor.name) has \(axes), but is given \(positions.count) indices")
    }
    return Expression(.access(tensor, positions))
  }

  /// Kronecker's δ.
  public static func delta(_ left: IndexTerm, _ right: IndexTerm) -> Expression {
    if left == right { return one }
    if case .constant = left, case .constant = right { return zero }
    return Expression(right.precedes(left) ? .delta(right, left) : .delta(left, right))
  }

  public static func invalid(_ reason: String) -> Expression { Expression(.invalid(reason)) }

  /// A sum of terms: flat, sorted, its numbers added up.
  public static func sum(_ terms: [Expression]) -> Expression {
    var constant = Rational.zero
    var rest: [Expression] = []
    func add(_ term: Expression) {
      switch term.form {
      case .sum(let inner): inner.forEach(add)
      case .number(let value):
        if let total = constant.adding(value) { constant = total } else { rest.append(term) }
      default: rest.append(term)
      }
    }
    terms.forEach(add)
    if constant != .zero { rest.append(number(constant)) }
    switch rest.count {
    case 0: return zero
    case 1: return rest[0]
    default: return Expression(.sum(rest.sorted { $0.precedes($1) }))
    }
  }

  /// A product of factors: flat, sorted, its numbers multiplied out.
  public static func product(_ factors: [Expression]) -> Expression {
    var coefficient = Rational.one
    var rest: [Expression] = []
    func add(_ factor: Expression) {
      switch factor.form {
      case .product(let inner): inner.forEach(add)
      case .number(let value):
        if let total = coefficient.multiplied(by: value) {
          coefficient = total
        } else {
          rest.append(factor)
        }
      default: rest.append(factor)
      }
    }
    factors.forEach(add)
    if coefficient == .zero { return zero }
    if coefficient != .one { rest.append(number(coefficient)) }
    switch rest.count {
    case 0: return one
    case 1: return rest[0]
    default: return Expression(.product(rest.sorted { $0.precedes($1) }))
    }
  }

  /// A power. A whole exponent moves into a product and onto an inner power, where that holds for every base.
  public static func power(_ base: Expression, _ exponent: Expression) -> Expression {
    guard case .number(let value) = exponent.form else { return Expression(.power(base, exponent)) }
    if value == .zero { return one }
    if value == .one { return base }
    guard value.isInteger else { return Expression(.power(base, exponent)) }
    switch base.form {
    case .number(let number):
      if let result = number.raised(to: value.numerator) { return .number(result) }
    case .product(let factors):
      return product(factors.map { power($0, exponent) })
    case .power(let inner, let innerExponent):
      return power(inner, product([innerExponent, exponent]))
    default: break
    }
    return Expression(.power(base, exponent))
  }

  public static func function(_ function: Function, _ argument: Expression) -> Expression {
    Expression(.function(function, argument))
  }

  /// `Σ` or `max` over all values of `index`, which becomes bound.
  public static func reduction(
    _ reduction: Reduction, over index: Index, extent: Extent, _ body: Expression
  ) -> Expression {
    let binder = Binder(level: body.level + 1, extent: extent)
    return Expression(.reduction(reduction, binder, body.renaming(index, to: binder.index)))
  }

  /// Sums over several indices, the first one outermost.
  public static func sum(
    over indices: [(index: Index, extent: Extent)], _ body: Expression
  ) -> Expression {
    indices.reversed().reduce(body) { body, bound in
      .reduction(.sum, over: bound.index, extent: bound.extent, body)
    }
  }

  public static func comparison(_ relation: Relation, _ left: Expression, _ right: Expression) -> Expression {
    Expression(.comparison(relation, left, right))
  }

  public static func selection(
    _ condition: Expression, _ first: Expression, _ second: Expression
  ) -> Expression {
    if first == second { return first }
    if case .number(let value) = condition.form { return value == .zero ? second : first }
    return Expression(.selection(condition, first, second))
  }

  /// A derivative by one element of `tensor`, to be worked out by rules.
  public static func derivative(
    _ expression: Expression, by tensor: TensorSymbol, _ positions: [IndexTerm]
  ) -> Expression {
    Expression(.derivative(expression, tensor, positions))
  }
}

extension IndexTerm {
  /// The position at which `body` is greatest, the first one among equals.
  public static func argmax(over index: Index, extent: Extent, _ body: Expression) -> IndexTerm {
    let binder = Binder(level: body.level + 1, extent: extent)
    return .argmax(binder, body.renaming(index, to: binder.index))
  }
}

// MARK: - Operators

extension Expression: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
  public init(integerLiteral value: Int) { self = .number(value) }

  public init(floatLiteral value: Double) { self.init(value) }

  /// The decimal fraction that the value is written as.
  public init(_ value: Double) {
    self =
      Rational(decimal: value).map(Expression.number)
      ?? .invalid("\(value) is no constant that can be kept exactly; use fewer digits")
  }

  public init(_ value: Int) { self = .number(value) }
}

extension Expression {
  public static func + (left: Expression, right: Expression) -> Expression { sum([left, right]) }
  public static func - (left: Expression, right: Expression) -> Expression { sum([left, -right]) }
  public static func * (left: Expression, right: Expression) -> Expression { product([left, right]) }
  public static func / (left: Expression, right: Expression) -> Expression {
    if right == .zero { return invalid("a division by zero") }
    return product([left, power(right, .number(-1))])
  }
  public static prefix func - (operand: Expression) -> Expression { product([.number(-1), operand]) }

  // Iverson brackets, spelled as SIMD comparisons are because `Equatable` owns the plain spelling.
  public static func .< (left: Expression, right: Expression) -> Expression {
    comparison(.less, left, right)
  }
  public static func .<= (left: Expression, right: Expression) -> Expression {
    comparison(.lessOrEqual, left, right)
  }
  public static func .> (left: Expression, right: Expression) -> Expression {
    comparison(.less, right, left)
  }
  public static func .>= (left: Expression, right: Expression) -> Expression {
    comparison(.lessOrEqual, right, left)
  }
}

/// A relation of two expressions as a number: 1 where it holds, 0 elsewhere.
infix operator .< : ComparisonPrecedence
infix operator .<= : ComparisonPrecedence
infix operator .> : ComparisonPrecedence
infix operator .>= : ComparisonPrecedence

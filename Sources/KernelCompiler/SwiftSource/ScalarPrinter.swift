import IndexCalculus

/// Writes formulas without reductions as Swift expressions.
struct ScalarPrinter {
  /// The Swift text of an element.
  let element: (TensorSymbol, [IndexTerm]) -> String
  /// The Swift text of an index position.
  let place: (IndexTerm) -> String
  /// The name of a factor that is the same for the whole kernel.
  let constant: (Expression) -> String?

  enum Binding: Int, Comparable {
    case ternary, sum, product, atom
    static func < (left: Binding, right: Binding) -> Bool { left.rawValue < right.rawValue }
  }

  func text(_ expression: Expression) -> String { print(expression).text }

  private func text(_ expression: Expression, atLeast binding: Binding) -> String {
    let printed = print(expression)
    return printed.binding < binding ? "(\(printed.text))" : printed.text
  }

  private func print(_ expression: Expression) -> (text: String, binding: Binding) {
    if let name = constant(expression) { return (name, .atom) }
    switch expression.form {
    case .number(let value): return Self.literal(value)
    case .constant(.pi): return ("Scalar.pi", .atom)
    case .extent(let extent): return ("\(extent)", .atom)
    case .access(let tensor, let positions): return (element(tensor, positions), .atom)
    case .delta(let left, let right): return ("\(place(left)) == \(place(right)) ? 1 : 0", .ternary)
    case .sum(let terms): return (sum(terms), .sum)
    case .product(let factors): return product(factors)
    case .power: return product([expression])
    case .function(let function, let argument): return ("\(function.swiftName)(\(text(argument)))", .atom)
    case .comparison: return ("\(condition(expression)) ? 1 : 0", .ternary)
    case .selection(let test, let first, let second):
      return ("\(condition(test)) ? \(text(first, atLeast: .sum)) : \(text(second, atLeast: .sum))", .ternary)
    case .reduction, .derivative, .invalid: return ("/* \(expression) */", .atom)
    }
  }

  private func condition(_ expression: Expression) -> String {
    switch expression.form {
    case .comparison(let relation, let left, let right):
      return "\(text(left, atLeast: .sum)) \(relation.swiftName) \(text(right, atLeast: .sum))"
    case .delta(let left, let right): return "\(place(left)) == \(place(right))"
    default: return "\(text(expression, atLeast: .sum)) != 0"
    }
  }

  private func sum(_ terms: [Expression]) -> String {
    let signed = terms.map { ($0.isNegativeProduct, $0) }
    let ordered = signed.filter { !$0.0 } + signed.filter(\.0)
    return ordered.enumerated().reduce(into: "") { result, term in
      let (isNegative, expression) = term.element
      let magnitude = isNegative ? -expression : expression
      let written = text(magnitude, atLeast: .product)
      if term.offset == 0 {
        result = (isNegative ? "-" : "") + written
      } else {
        result += (isNegative ? " - " : " + ") + written
      }
    }
  }

  private func product(_ factors: [Expression]) -> (text: String, binding: Binding) {
    var sign = ""
    var top: [String] = []
    var bottom: [String] = []
    for factor in factors {
      switch factor.form {
      case .number(let value):
        if value.isNegative { sign = "-" }
        if value.magnitude != .one { top.append(Self.wrapped(Self.literal(value.magnitude), .product)) }
      case .power(let base, let exponent):
        if let name = constant(factor) {
          top.append(name)
        } else if let value = exponent.number, value.isNegative {
          bottom.append(power(base, value.magnitude))
        } else {
          top.append(exponent.number.map { power(base, $0) } ?? "power(\(text(base)), \(text(exponent)))")
        }
      default: top.append(text(factor, atLeast: .product))
      }
    }
    var result = top.isEmpty ? "1" : top.joined(separator: " * ")
    for divisor in bottom { result += " / " + divisor }
    return (sign + result, .product)
  }

  private func power(_ base: Expression, _ exponent: Rational) -> String {
    if exponent == .one { return text(base, atLeast: .atom) }
    if exponent == Rational(2) { return "square(\(text(base)))" }
    if exponent == Rational(1, over: 2) {
      // The root of a literal would be one of a `Double`.
      return (base.tensors.isEmpty ? "Scalar(\(text(base)))" : text(base, atLeast: .atom)) + ".squareRoot()"
    }
    if exponent.isInteger { return "power(\(text(base)), \(exponent.numerator))" }
    return "power(\(text(base)), \(Self.wrapped(Self.literal(exponent), .sum)) as Scalar)"
  }

  private static func literal(_ value: Rational) -> (text: String, binding: Binding) {
    if value.isInteger { return ("\(value.numerator)", .atom) }
    return ("\(value.numerator).0 / \(value.denominator).0", .product)
  }

  private static func wrapped(_ printed: (text: String, binding: Binding), _ binding: Binding) -> String {
    printed.binding <= binding ? "(\(printed.text))" : printed.text
  }
}

extension Expression {
  /// Whether the expression is written with a minus sign in front.
  var isNegativeProduct: Bool {
    switch form {
    case .number(let value): value.isNegative
    case .product(let factors): factors.contains { $0.number?.isNegative ?? false }
    default: false
    }
  }
}

extension Function {
  /// As the runtime calls it.
  var swiftName: String {
    switch self {
    case .exp: "exponential"
    case .log: "logarithm"
    case .tanh: "hyperbolicTangent"
    case .sigmoid: "sigmoid"
    case .softplus: "softplus"
    case .abs: "abs"
    case .sign: "sign"
    case .sin: "sine"
    case .cos: "cosine"
    case .erf: "errorFunction"
    }
  }
}

extension Relation {
  var swiftName: String {
    switch self {
    case .less: "<"
    case .lessOrEqual: "<="
    case .equal: "=="
    }
  }
}

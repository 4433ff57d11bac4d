extension Expression {
  /// The expression in index notation.
  public func formula(_ names: IndexNames = IndexNames()) -> Formula { written(names.reserving(self)) }

  fileprivate func written(_ names: IndexNames) -> Formula {
    switch form {
    case .number(let value): return Self.formula(value)
    case .constant(let constant): return .identifier(constant.rawValue)
    case .extent(let extent): return .identifier(extent.description)
    case .access(let tensor, let positions): return tensor.formula(at: positions, names)
    case .delta(let left, let right):
      return .element(.identifier("δ"), [left.formula(names), right.formula(names)])
    case .sum(let terms): return Self.formula(sum: terms, names)
    case .product(let factors): return Self.formula(product: factors, names)
    case .power: return Self.formula(product: [self], names)
    case .function(let function, let argument): return .call(function.symbol, argument.written(names))
    case .reduction(let reduction, let binder, let body):
      let (inner, letter) = names.binding(binder.index, in: body)
      return .reduction(reduction, .identifier(letter), body.written(inner).bound(atLeast: .reduction))
    case .comparison(let relation, let left, let right):
      return .relation(
        left.written(names).bound(atLeast: .sum), relation, right.written(names).bound(atLeast: .sum))
    case .selection(let condition, let first, let second):
      return .cases(
        first.written(names).bound(atLeast: .sum), condition: condition.written(names).bound(atLeast: .sum),
        otherwise: second.written(names))
    case .derivative(let body, let tensor, let positions):
      return .derivative(body.written(names), by: tensor.formula(at: positions, names))
    case .invalid(let reason): return .identifier("⟨\(reason)⟩")
    }
  }

  static func formula(_ value: Rational) -> Formula {
    if value.isNegative { return .negated(formula(value.magnitude)) }
    if value.isInteger { return .number("\(value.numerator)") }
    if value.denominator > 10, let decimal = value.decimalText { return .number(decimal) }
    return .fraction(.number("\(value.numerator)"), .number("\(value.denominator)"))
  }

  private static func formula(sum terms: [Expression], _ names: IndexNames) -> Formula {
    let signed = terms.map { term in
      let (coefficient, rest) = term.coefficientAndRest
      let magnitude = Expression.number(coefficient.magnitude) * rest
      return Formula.Term(isNegative: coefficient.isNegative, magnitude.written(names).bound(atLeast: .reduction))
    }
    return .sum(signed.filter { !$0.isNegative } + signed.filter(\.isNegative))
  }

  private static func formula(product factors: [Expression], _ names: IndexNames) -> Formula {
    var quotient = Quotient()
    for factor in factors { quotient.add(factor, names) }
    return quotient.formula
  }
}

/// A product on its way to being written as a fraction.
private struct Quotient {
  var isNegative = false
  var top: [Formula] = []
  var bottom: [Formula] = []
  /// Numbers and extents below the line.
  var scale: [Formula] = []
  var sums: [Formula] = []

  mutating func add(_ factor: Expression, _ names: IndexNames) {
    if let value = factor.number {
      isNegative = isNegative != value.isNegative
      let size = value.magnitude
      if size.denominator > 10, let decimal = size.decimalText {
        top.append(.number(decimal))
      } else {
        if size.numerator != 1 { top.append(.number("\(size.numerator)")) }
        if size.denominator != 1 { scale.append(.number("\(size.denominator)")) }
      }
      return
    }
    guard case .power(let base, let exponent) = factor.form else {
      let formula = factor.written(names)
      if formula.binding == .reduction { sums.append(formula) } else { top.append(formula.bound(atLeast: .product)) }
      return
    }
    guard let value = exponent.number, value.isNegative else {
      top.append(Self.power(base, exponent, names))
      return
    }
    let formula = Self.power(base, .number(value.magnitude), names)
    if case .extent = base.form { scale.append(formula) } else { bottom.append(formula) }
  }

  private static func power(_ base: Expression, _ exponent: Expression, _ names: IndexNames) -> Formula {
    if exponent == .one { return base.written(names) }
    if exponent.number == Rational(1, over: 2) { return .root(base.written(names)) }
    return .superscript(base.written(names).bound(atLeast: .atom), exponent.written(names))
  }

  var formula: Formula {
    var body: Formula
    if sums.isEmpty || !bottom.isEmpty {
      let denominator = scale + bottom
      let numerator = Formula.product(closed(top, sums))
      body = denominator.isEmpty ? numerator : .fraction(numerator, Self.denominator(denominator))
    } else if scale.isEmpty {
      body = .product(closed(top, sums))
    } else {
      body = .product(closed([.fraction(.number("1"), Self.denominator(scale))] + top, sums))
    }
    if isNegative { body = .negated(body.bound(atLeast: .reduction)) }
    return body
  }

  private static func denominator(_ factors: [Formula]) -> Formula {
    factors.count == 1 ? factors[0] : .product(factors.map { $0.bound(atLeast: .product) })
  }

  /// All factors, with each Σ but the last in parentheses so that it ends where it should.
  private func closed(_ top: [Formula], _ sums: [Formula]) -> [Formula] {
    let leading = top + sums.dropLast().map { .parenthesised($0) }
    let all = leading + sums.suffix(1)
    return all.isEmpty ? [.number("1")] : all
  }
}

extension TensorSymbol {
  /// The tensor with an index on each axis; a derivative's indices go to the tensors that they belong to.
  func formula(at positions: [IndexTerm], _ names: IndexNames) -> Formula {
    switch origin {
    case .given, .copy:
      positions.isEmpty ? .identifier(name) : .element(.identifier(name), positions.map { $0.formula(names) })
    case .derivative(let of, let by):
      .derivative(
        of.formula(at: Array(positions.prefix(of.rank)), names),
        by: by.formula(at: Array(positions.dropFirst(of.rank)), names))
    }
  }

  /// The tensor as a whole.
  public var formula: Formula { formula(at: [], IndexNames()) }
}

extension IndexTerm {
  func formula(_ names: IndexNames) -> Formula {
    switch self {
    case .index(let index): return .identifier(names.name(index))
    case .constant(let value): return .number("\(value)")
    case .element(let tensor, let positions): return tensor.formula(at: positions, names)
    case .argmax(let binder, let body):
      let (inner, letter) = names.binding(binder.index, in: body)
      return .argmax(.identifier(letter), body.written(inner))
    }
  }
}

extension Function {
  /// As it is written in mathematics.
  public var symbol: String {
    switch self {
    case .sigmoid: "σ"
    case .exp, .log, .tanh, .softplus, .abs, .sign, .sin, .cos, .erf: rawValue
    }
  }
}

extension Rational {
  /// The decimal notation where it ends.
  var decimalText: String? {
    var scale = 1
    for digits in 1...9 {
      scale *= 10
      guard let scaled = multiplied(by: Rational(scale)) else { return nil }
      if scaled.isInteger {
        let digitsText = String(abs(scaled.numerator))
        let padded = String(repeating: "0", count: max(0, digits + 1 - digitsText.count)) + digitsText
        return (isNegative ? "-" : "") + padded.dropLast(digits) + "." + padded.suffix(digits)
      }
    }
    return nil
  }
}

extension Rule {
  /// The rules that move ∂ inwards until only δ is left. They know functions and operators, never layers.
  public static let differentiation: [Rule] = [
    constantRule, accessRule, sumRule, constantFactorRule, productRule, powerRule, exponentialRule, chainRule,
    derivativeUnderSum, derivativeOfMaximum, derivativeOfSelection,
  ]

  static let constantRule = Rule("constants vanish", "∂c = 0", at: .derivative) { expression, _ in
    guard case .derivative(let body, let tensor, _) = expression.form else { return nil }
    return body.varies(with: tensor) ? nil : .zero
  }

  static let accessRule = Rule("each entry depends on itself alone", "∂T_ij/∂T_rs = δ_ir δ_js", at: .derivative) {
    expression, _ in
    guard case .derivative(let body, let tensor, let positions) = expression.form,
      case .access(tensor, let own) = body.form
    else { return nil }
    return .product(zip(own, positions).map { .delta($0, $1) })
  }

  static let sumRule = Rule("sum rule", "∂(f + g) = ∂f + ∂g", at: .derivative) { expression, _ in
    guard case .derivative(let body, let tensor, let positions) = expression.form,
      case .sum(let terms) = body.form
    else { return nil }
    return .sum(
      terms.filter { $0.varies(with: tensor) }.map { .derivative($0, by: tensor, positions) })
  }

  static let constantFactorRule = Rule("constant factor", "∂(c f) = c ∂f", at: .derivative) { expression, _ in
    guard case .derivative(let body, let tensor, let positions) = expression.form,
      case .product(let factors) = body.form
    else { return nil }
    let varying = factors.filter { $0.varies(with: tensor) }
    guard varying.count < factors.count else { return nil }
    let constant = factors.filter { !$0.varies(with: tensor) }
    return .product(constant + [.derivative(.product(varying), by: tensor, positions)])
  }

  static let productRule = Rule("product rule", "∂(f g) = ∂f g + f ∂g", at: .derivative) { expression, _ in
    guard case .derivative(let body, let tensor, let positions) = expression.form,
      case .product(let factors) = body.form
    else { return nil }
    return .sum(
      factors.indices.map { position in
        var result = factors
        result[position] = .derivative(factors[position], by: tensor, positions)
        return .product(result)
      })
  }

  static let powerRule = Rule("power rule", "∂fⁿ = n fⁿ⁻¹ ∂f", at: .derivative) { expression, _ in
    guard case .derivative(let body, let tensor, let positions) = expression.form,
      case .power(let base, let exponent) = body.form, !exponent.varies(with: tensor)
    else { return nil }
    return .product([exponent, .power(base, exponent - 1), .derivative(base, by: tensor, positions)])
  }

  static let exponentialRule = Rule("exponential rule", "∂fᵍ = fᵍ ∂(g log f)", at: .derivative) { expression, _ in
    guard case .derivative(let body, let tensor, let positions) = expression.form,
      case .power(let base, let exponent) = body.form, exponent.varies(with: tensor)
    else { return nil }
    return body * .derivative(exponent * .function(.log, base), by: tensor, positions)
  }

  static let chainRule = Rule("function of one number", "∂φ(f) = φ′(f) ∂f", at: .derivative) { expression, _ in
    guard case .derivative(let body, let tensor, let positions) = expression.form,
      case .function(let function, let argument) = body.form
    else { return nil }
    return function.derivative(at: argument) * .derivative(argument, by: tensor, positions)
  }

  static let derivativeUnderSum = Rule("∂ moves under Σ", "∂ Σ_k f_k = Σ_k ∂f_k", at: .derivative) { expression, _ in
    guard case .derivative(let body, let tensor, let positions) = expression.form,
      case .reduction(.sum, let binder, let summand) = body.form
    else { return nil }
    let index = expression.unusedIndex
    let opened = summand.renaming(binder.index, to: index)
    return .reduction(
      .sum, over: index, extent: binder.extent, .derivative(opened, by: tensor, positions))
  }

  static let derivativeOfMaximum = Rule(
    "a maximum changes with its greatest entry", "∂ max_k f_k = ∂f_k at k = argmax f, the first of equals",
    at: .derivative
  ) { expression, _ in
    guard case .derivative(let body, let tensor, let positions) = expression.form,
      case .reduction(.max, let binder, let operand) = body.form
    else { return nil }
    let index = expression.unusedIndex
    let opened = operand.renaming(binder.index, to: index)
    let place = IndexTerm.argmax(over: index, extent: binder.extent, opened)
    return .derivative(opened.replacing([index: place]), by: tensor, positions)
  }

  static let derivativeOfSelection = Rule(
    "each branch by itself", "∂(f if c else g) = ∂f if c else ∂g", at: .derivative
  ) { expression, _ in
    guard case .derivative(let body, let tensor, let positions) = expression.form,
      case .selection(let condition, let first, let second) = body.form
    else { return nil }
    return .selection(
      condition, .derivative(first, by: tensor, positions), .derivative(second, by: tensor, positions))
  }
}

extension Expression {
  /// Whether the derivative by an entry of `tensor` can be anything but zero. Comparisons, δ and index positions are
  /// constant almost everywhere, and count as constant.
  func varies(with tensor: TensorSymbol) -> Bool {
    switch form {
    case .access(let other, _): return other == tensor
    case .comparison, .delta: return false
    case .selection(_, let first, let second): return first.varies(with: tensor) || second.varies(with: tensor)
    case .function(.sign, _): return false
    case .number, .constant, .extent, .sum, .product, .power, .function, .reduction, .derivative, .invalid:
      var result = false
      form.forEachOperand { if !result { result = $0.varies(with: tensor) } }
      return result
    }
  }
}

extension Function {
  /// The derivative of the function itself, at `argument`.
  func derivative(at argument: Expression) -> Expression {
    let value = Expression.function(self, argument)
    switch self {
    case .exp: return value
    case .log: return .power(argument, -1)
    case .tanh: return 1 - .power(value, 2)
    case .sigmoid: return value * (1 - value)
    case .softplus: return .function(.sigmoid, argument)
    case .abs: return .function(.sign, argument)
    case .sign: return 0
    case .sin: return .function(.cos, argument)
    case .cos: return -.function(.sin, argument)
    case .erf:
      let half = Expression.power(.constant(.pi), .number(Rational(-1, over: 2) ?? .zero))
      return 2 * half * .function(.exp, -.power(argument, 2))
    }
  }
}

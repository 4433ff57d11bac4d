extension Formula {
  /// The formula in LaTeX's math mode, for `amsmath` and `amssymb`.
  public var latex: String {
    switch self {
    case .identifier(let name): return LaTeXName(name).text
    case .bold(let name): return "\\mathbf{\(name)}"
    case .number(let digits): return digits
    case .element(let base, let positions): return base.latex + "_{" + Self.latexSubscript(positions) + "}"
    case .superscript(let base, let exponent): return "\(base.latex)^{\(exponent.unwrapped.latex)}"
    case .entrywisePower(let base, let exponent): return "\(base.latex)^{\\odot \(exponent.unwrapped.latex)}"
    case .fraction(let top, let bottom): return "\\frac{\(top.unwrapped.latex)}{\(bottom.unwrapped.latex)}"
    case .reduction(let reduction, let index, let body):
      return "\(reduction.latexSign)_{\(index.latex)} \(body.latex)"
    case .argmax(let index, let body):
      return "\\operatorname*{arg\\,max}_{\(index.latex)} " + body.bound(atLeast: .reduction).latex
    case .call(let name, let argument): return Self.latexFunction(name) + argument.unwrapped.latexInParentheses
    case .root(let argument): return "\\sqrt{\(argument.unwrapped.latex)}"
    case .negated(let operand): return "-" + operand.bound(atLeast: .reduction).latex
    case .sum(let terms): return Self.latex(sum: terms)
    case .product(let factors, let juxtaposition): return Self.latex(product: factors, juxtaposition)
    case .relation(let left, let relation, let right):
      return "\\left[" + Self.latex(left, relation, right) + "\\right]"
    case .cases(let first, let condition, let otherwise):
      return "\\begin{cases} \(first.latex) & \\text{if } \(condition.latexCondition) \\\\ "
        + "\(otherwise.latex) & \\text{otherwise} \\end{cases}"
    case .transposed(let operand): return "\(operand.bound(atLeast: .atom).latex)^{\\mathsf T}"
    case .derivative(let body, let by): return Self.latex(derivativeOf: body, by)
    case .parenthesised(let inner): return inner.latexInParentheses
    }
  }

  private var latexInParentheses: String {
    isTall ? "\\left(" + latex + "\\right)" : "(" + latex + ")"
  }

  /// Whether the formula is higher than a line, so that its parentheses must grow.
  private var isTall: Bool {
    switch self {
    case .fraction, .reduction, .argmax, .cases, .derivative: true
    case .identifier, .bold, .number: false
    case .element(let operand, _), .superscript(let operand, _), .entrywisePower(let operand, _),
      .call(_, let operand), .root(let operand), .negated(let operand), .transposed(let operand),
      .parenthesised(let operand):
      operand.isTall
    case .sum(let terms): terms.contains { $0.formula.isTall }
    case .product(let factors, _): factors.contains(where: \.isTall)
    case .relation(let left, _, let right): left.isTall || right.isTall
    }
  }

  private static func latex(sum terms: [Term]) -> String {
    terms.enumerated().map { position, term in
      let sign = term.isNegative ? "-" : "+"
      return position == 0 ? (term.isNegative ? "-" : "") + term.formula.latex : " \(sign) " + term.formula.latex
    }.joined()
  }

  private static func latex(product factors: [Formula], _ juxtaposition: Juxtaposition) -> String {
    var result = ""
    for (position, factor) in factors.enumerated() {
      let text = factor.latex
      if position > 0 { result += latexSeparator(factors[position - 1], factor, text, juxtaposition) }
      result += text
    }
    return result
  }

  private static func latexSeparator(
    _ left: Formula, _ right: Formula, _ rightText: String, _ juxtaposition: Juxtaposition
  ) -> String {
    switch juxtaposition {
    case .plain, .matrix:
      if rightText.first?.isNumber ?? false { return " \\cdot " }
      // Names of several letters and derivatives would run into their neighbours.
      return left.isWide || right.isWide ? " \\, " : " "
    case .entrywise: return " \\odot "
    case .entrywiseQuotient: return " \\oslash "
    case .kronecker: return " \\otimes "
    }
  }

  private var isWide: Bool {
    switch self {
    case .derivative: true
    case .identifier(let name): name.count > 1
    case .element(let base, _), .superscript(let base, _), .entrywisePower(let base, _), .transposed(let base):
      base.isWide
    default: false
    }
  }

  private static func latex(derivativeOf body: Formula, _ by: Formula) -> String {
    switch body {
    case .identifier, .element: "\\frac{\\partial \(body.latex)}{\\partial \(by.latex)}"
    default: "\\frac{\\partial}{\\partial \(by.latex)} \(body.unwrapped.latexInParentheses)"
    }
  }

  private static func latex(_ left: Formula, _ relation: Relation, _ right: Formula) -> String {
    let sign =
      switch relation {
      case .less: "<"
      case .lessOrEqual: "\\le"
      case .equal: "="
      }
    return "\(left.latex) \(sign) \(right.latex)"
  }

  private var latexCondition: String {
    if case .relation(let left, let relation, let right) = self { return Self.latex(left, relation, right) }
    return latex
  }

  private static func latexSubscript(_ positions: [Formula]) -> String {
    let isPlain = positions.allSatisfy { position in
      switch position {
      case .identifier(let text), .number(let text): text.count == 1
      default: false
      }
    }
    let letters = positions.map(\.latex)
    // A control word such as \alpha would swallow the letter behind it.
    return letters.joined(separator: !isPlain ? "," : (letters.contains { $0.count > 1 } ? " " : ""))
  }

  private static func latexFunction(_ name: String) -> String {
    switch name {
    case "exp", "log", "sin", "cos", "tanh", "max": "\\" + name
    default: name.count == 1 ? LaTeXName(name).text : "\\operatorname{\(LaTeXName.letters(of: name))}"
    }
  }
}

extension Reduction {
  fileprivate var latexSign: String {
    switch self {
    case .sum: "\\sum"
    case .max: "\\max"
    }
  }
}

extension Formula {
  /// The formula as presentation MathML, a document of its own or a part of HTML.
  public var mathML: String { mathMLElement.document }

  var mathMLElement: MathMLElement {
    switch self {
    case .identifier(let name): return MathMLElement("mi", name)
    case .bold(let name): return Self.mathML(bold: name)
    case .number(let digits): return MathMLElement("mn", digits)
    case .element(let base, let positions):
      return MathMLElement("msub", [base.mathMLElement, Self.mathMLSubscript(positions)])
    case .superscript(let base, let exponent):
      return MathMLElement("msup", [base.mathMLElement, exponent.unwrapped.mathMLElement])
    case .entrywisePower(let base, let exponent):
      return MathMLElement(
        "msup",
        [base.mathMLElement, MathMLElement("mrow", [MathMLElement("mo", "⊙"), exponent.unwrapped.mathMLElement])])
    case .fraction(let top, let bottom):
      return MathMLElement("mfrac", [top.unwrapped.mathMLElement, bottom.unwrapped.mathMLElement])
    case .reduction(let reduction, let index, let body):
      return Self.mathML(under: reduction.mathMLSign, index, body)
    case .argmax(let index, let body):
      return Self.mathML(under: MathMLElement("mi", "argmax"), index, body.bound(atLeast: .reduction))
    case .call(let name, let argument):
      return MathMLElement(
        "mrow",
        [MathMLElement("mi", name), MathMLElement("mo", "\u{2061}"), argument.unwrapped.mathMLInParentheses])
    case .root(let argument): return MathMLElement("msqrt", [argument.unwrapped.mathMLElement])
    case .negated(let operand):
      return MathMLElement("mrow", [Self.minusSign, operand.bound(atLeast: .reduction).mathMLElement])
    case .sum(let terms): return Self.mathML(sum: terms)
    case .product(let factors, let juxtaposition): return Self.mathML(product: factors, juxtaposition)
    case .relation(let left, let relation, let right):
      return MathMLElement(
        "mrow", [MathMLElement("mo", "[")] + Self.mathML(left, relation, right) + [MathMLElement("mo", "]")])
    case .cases(let first, let condition, let otherwise): return Self.mathML(cases: first, condition, otherwise)
    case .transposed(let operand):
      return MathMLElement("msup", [operand.bound(atLeast: .atom).mathMLElement, MathMLElement("mo", "⊤")])
    case .derivative(let body, let by): return Self.mathML(derivativeOf: body, by)
    case .parenthesised(let inner): return inner.mathMLInParentheses
    }
  }

  private static var minusSign: MathMLElement { MathMLElement("mo", "−") }

  private var mathMLInParentheses: MathMLElement {
    MathMLElement("mrow", [MathMLElement("mo", "("), mathMLElement, MathMLElement("mo", ")")])
  }

  private static func mathML(under sign: MathMLElement, _ index: Formula, _ body: Formula) -> MathMLElement {
    MathMLElement("mrow", [MathMLElement("munder", [sign, index.mathMLElement]), body.mathMLElement])
  }

  private static func mathML(sum terms: [Term]) -> MathMLElement {
    var parts: [MathMLElement] = []
    for (position, term) in terms.enumerated() {
      if position > 0 || term.isNegative { parts.append(term.isNegative ? minusSign : MathMLElement("mo", "+")) }
      parts.append(term.formula.mathMLElement)
    }
    return MathMLElement("mrow", parts)
  }

  private static func mathML(product factors: [Formula], _ juxtaposition: Juxtaposition) -> MathMLElement {
    var parts: [MathMLElement] = []
    for (position, factor) in factors.enumerated() {
      if position > 0 { parts.append(MathMLElement("mo", juxtaposition.mathMLSign(before: factor))) }
      parts.append(factor.mathMLElement)
    }
    return MathMLElement("mrow", parts)
  }

  private static func mathML(_ left: Formula, _ relation: Relation, _ right: Formula) -> [MathMLElement] {
    [left.mathMLElement, MathMLElement("mo", relation.rawValue), right.mathMLElement]
  }

  private static func mathML(cases first: Formula, _ condition: Formula, _ otherwise: Formula) -> MathMLElement {
    var test = [condition.mathMLElement]
    if case .relation(let left, let relation, let right) = condition { test = mathML(left, relation, right) }
    func row(_ value: Formula, _ words: String, _ rest: [MathMLElement]) -> MathMLElement {
      let text = MathMLElement("mrow", [MathMLElement("mtext", words)] + rest)
      return MathMLElement("mtr", [value.mathMLElement, text].map { MathMLElement("mtd", [$0]) })
    }
    let table = MathMLElement("mtable", [row(first, "if\u{A0}", test), row(otherwise, "otherwise", [])])
    return MathMLElement("mrow", [MathMLElement("mo", "{"), table])
  }

  private static func mathML(derivativeOf body: Formula, _ by: Formula) -> MathMLElement {
    let sign = MathMLElement("mo", "∂")
    let below = MathMLElement("mrow", [sign, by.mathMLElement])
    switch body {
    case .identifier, .element:
      return MathMLElement("mfrac", [MathMLElement("mrow", [sign, body.mathMLElement]), below])
    default:
      return MathMLElement("mrow", [MathMLElement("mfrac", [sign, below]), body.unwrapped.mathMLInParentheses])
    }
  }

  private static func mathMLSubscript(_ positions: [Formula]) -> MathMLElement {
    if positions.count == 1 { return positions[0].mathMLElement }
    let separator = positions.allSatisfy { $0.text.count == 1 } ? "\u{2063}" : ","
    let parts = positions.enumerated().flatMap { position, formula in
      (position == 0 ? [] : [MathMLElement("mo", separator)]) + [formula.mathMLElement]
    }
    return MathMLElement("mrow", parts)
  }

  /// Bold letters are characters of their own: browsers no longer agree on an attribute for them.
  private static func mathML(bold name: String) -> MathMLElement {
    let letters = name.unicodeScalars.map { scalar in
      let code: UInt32? =
        switch scalar.value {
        case 0x30...0x39: 0x1D7CE + scalar.value - 0x30
        case 0x41...0x5A: 0x1D400 + scalar.value - 0x41
        case 0x61...0x7A: 0x1D41A + scalar.value - 0x61
        default: nil
        }
      return Character(code.flatMap(Unicode.Scalar.init) ?? scalar)
    }
    let isNumber = name.allSatisfy(\.isNumber)
    return MathMLElement(isNumber ? "mn" : "mi", String(letters))
  }
}

extension Formula.Juxtaposition {
  fileprivate func mathMLSign(before factor: Formula) -> String {
    switch self {
    case .plain, .matrix:
      // Two numbers side by side need a sign that can be seen.
      if case .number = factor { "⋅" } else { "\u{2062}" }
    case .entrywise: "⊙"
    case .entrywiseQuotient: "⊘"
    case .kronecker: "⊗"
    }
  }
}

extension Reduction {
  fileprivate var mathMLSign: MathMLElement {
    switch self {
    case .sum: MathMLElement("mo", "∑")
    case .max: MathMLElement("mi", "max")
    }
  }
}

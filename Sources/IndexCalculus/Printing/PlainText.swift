extension Formula {
  /// The formula in Unicode text: `(A_rs − Y_rs)/m`.
  public var text: String {
    switch self {
    case .identifier(let name), .bold(let name): return name
    case .number(let digits): return digits
    case .element(let base, let positions): return base.text + "_" + Self.subscriptText(positions)
    case .superscript(let base, let exponent): return base.text + Self.superscriptText(exponent)
    case .entrywisePower(let base, let exponent): return base.text + "^⊙" + exponent.bound(atLeast: .atom).text
    case .fraction(let top, let bottom): return Self.numerator(top).text + "/" + Self.denominator(bottom).text
    case .reduction(let reduction, let index, let body): return reduction.sign + "_" + index.text + " " + body.text
    case .argmax(let index, let body): return "argmax_" + index.text + " " + body.bound(atLeast: .reduction).text
    case .call(let name, let argument): return name + "(" + argument.unwrapped.text + ")"
    case .root(let argument): return "√(" + argument.unwrapped.text + ")"
    case .negated(let operand): return "−" + operand.bound(atLeast: .reduction).text
    case .sum(let terms): return Self.text(sum: terms)
    case .product(let factors, let juxtaposition): return Self.text(product: factors, juxtaposition)
    case .relation(let left, let relation, let right): return "[\(left.text) \(relation.rawValue) \(right.text)]"
    case .cases(let first, let condition, let otherwise):
      return "\(first.text) if \(condition.withoutBrackets) else \(otherwise.text)"
    case .transposed(let operand): return operand.bound(atLeast: .atom).text + "ᵀ"
    case .derivative(let body, let by): return "∂" + Self.differentiated(body) + "/∂" + by.text
    case .parenthesised(let inner): return "(" + inner.text + ")"
    }
  }

  private static func text(sum terms: [Term]) -> String {
    terms.enumerated().reduce(into: "") { result, term in
      if term.offset > 0 { result += term.element.isNegative ? " − " : " + " }
      if term.offset == 0, term.element.isNegative { result += "−" }
      result += term.element.formula.text
    }
  }

  private static func text(product factors: [Formula], _ juxtaposition: Juxtaposition) -> String {
    var result = ""
    for (position, factor) in factors.enumerated() {
      var text = factor.text
      // A quotient before another factor would swallow it on reading, and one after ⊙ or ⊘ would be cut in two.
      if case .fraction = factor, position < factors.count - 1 || juxtaposition != .plain { text = "(" + text + ")" }
      if position > 0 { result += separator(after: factors[position - 1], result, text, juxtaposition) }
      result += text
    }
    return result
  }

  private static func separator(
    after factor: Formula, _ left: String, _ right: String, _ juxtaposition: Juxtaposition
  ) -> String {
    switch juxtaposition {
    case .plain: right.startsWithDigit ? " · " : " "
    case .matrix: matrixSeparator(after: factor, left, right)
    case .entrywise: " ⊙ "
    case .entrywiseQuotient: " ⊘ "
    case .kronecker: " ⊗ "
    }
  }

  /// Matrices stand close together, `XᵀA`, unless names or numbers would run into each other.
  private static func matrixSeparator(after factor: Formula, _ left: String, _ right: String) -> String {
    switch factor {
    case .number: return right.startsWithDigit ? " · " : " "
    case .derivative: return " "
    case .bold: return right.nameLength > 1 || right.hasPrefix("∂") ? " " : ""
    default:
      let before = String(left.reversed()).nameLength
      let areDigits = right.startsWithDigit && (left.last?.isNumber ?? false)
      return before > 1 || right.nameLength > 1 || right.hasPrefix("∂") || areDigits ? " " : ""
    }
  }

  private static func numerator(_ formula: Formula) -> Formula {
    formula.endsInReduction ? .parenthesised(formula.unwrapped) : formula.bound(atLeast: .product)
  }

  private static func denominator(_ formula: Formula) -> Formula {
    switch formula {
    case .reduction: formula
    default: formula.bound(atLeast: .power)
    }
  }

  private static func differentiated(_ formula: Formula) -> String {
    switch formula {
    case .identifier, .element: formula.text
    default: "(" + formula.unwrapped.text + ")"
    }
  }

  private var withoutBrackets: String {
    if case .relation(let left, let relation, let right) = self {
      return "\(left.text) \(relation.rawValue) \(right.text)"
    }
    return text
  }

  private static func subscriptText(_ positions: [Formula]) -> String {
    let texts = positions.map(\.text)
    let plain = texts.allSatisfy { $0.count == 1 }
    return plain ? texts.joined() : "{" + texts.joined(separator: ",") + "}"
  }

  private static func superscriptText(_ exponent: Formula) -> String {
    let digits: [Character: Character] = [
      "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹",
      "−": "⁻",
    ]
    let text = exponent.text
    let raised = text.compactMap { digits[$0] }
    return raised.count == text.count ? String(raised) : "^" + exponent.bound(atLeast: .atom).text
  }
}

extension Reduction {
  fileprivate var sign: String {
    switch self {
    case .sum: "Σ"
    case .max: "max"
    }
  }
}

extension Expression: CustomStringConvertible {
  /// The expression in index notation, as text.
  public var description: String { formula().text }
}

extension TensorDefinition: CustomStringConvertible {
  public var description: String {
    var right = body.formula()
    // A tensor of whole numbers that a maximum defines holds the places where it is reached.
    if symbol.holdsPlaces, case .reduction(.max, let index, let inner) = right { right = .argmax(index, inner) }
    return access.formula().text + " = " + right.text
  }
}

extension String {
  fileprivate var startsWithDigit: Bool { first?.isNumber ?? false }

  /// How many characters at the beginning could be part of a name.
  fileprivate var nameLength: Int { prefix { $0.isNameLetter }.count }
}

extension Character {
  /// The sign of transposition counts as a letter in Unicode.
  fileprivate var isNameLetter: Bool { (isLetter || isNumber || self == "_") && self != "ᵀ" }
}

extension Formula {
  /// The formula in Unicode text: `(A_rs − Y_rs)/m`.
  public var text: String {
    switch self {
    case .identifier(let name): return name
    case .number(let digits): return digits
    case .element(let base, let positions): return base.text + "_" + Self.subscriptText(positions)
    case .superscript(let base, let exponent): return base.text + Self.superscriptText(exponent)
    case .fraction(let top, let bottom):
      let numerator = top.binding == .reduction ? Formula.parenthesised(top) : top.bound(atLeast: .product)
      return numerator.text + "/" + Self.denominator(bottom).text
    case .reduction(let reduction, let index, let body):
      return (reduction == .sum ? "Σ_" : "max_") + index.text + " " + body.text
    case .argmax(let index, let body): return "argmax_" + index.text + " " + body.bound(atLeast: .reduction).text
    case .call(let name, let argument): return name + "(" + argument.unwrapped.text + ")"
    case .root(let argument): return "√(" + argument.unwrapped.text + ")"
    case .negated(let operand): return "−" + operand.bound(atLeast: .reduction).text
    case .sum(let terms):
      return terms.enumerated().reduce(into: "") { result, term in
        let sign = term.element.isNegative ? "−" : "+"
        if term.offset == 0 {
          result += (term.element.isNegative ? "−" : "") + term.element.formula.text
        } else {
          result += " \(sign) " + term.element.formula.text
        }
      }
    case .product(let factors, let juxtaposition):
      let separator =
        switch juxtaposition {
        case .plain: " "
        case .entrywise: " ⊙ "
        case .entrywiseQuotient: " ⊘ "
        }
      return factors.enumerated().map { position, factor in
        // A quotient before another factor would swallow it on reading.
        if case .fraction = factor, position < factors.count - 1 { return "(" + factor.text + ")" }
        return factor.text
      }.joined(separator: separator)
    case .relation(let left, let relation, let right): return "[\(left.text) \(relation.rawValue) \(right.text)]"
    case .cases(let first, let condition, let otherwise):
      return "\(first.text) if \(condition.text) else \(otherwise.text)"
    case .transposed(let operand): return operand.bound(atLeast: .atom).text + "ᵀ"
    case .derivative(let body, let by): return "∂(" + body.unwrapped.text + ")/∂" + by.text
    case .parenthesised(let inner): return "(" + inner.text + ")"
    }
  }

  var unwrapped: Formula {
    if case .parenthesised(let inner) = self { inner } else { self }
  }

  private static func denominator(_ formula: Formula) -> Formula {
    switch formula {
    case .reduction: formula
    default: formula.bound(atLeast: .power)
    }
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

extension Expression: CustomStringConvertible {
  /// The expression in index notation, as text.
  public var description: String { formula().text }
}

extension TensorDefinition: CustomStringConvertible {
  public var description: String { access.formula().text + " = " + body.formula().text }
}

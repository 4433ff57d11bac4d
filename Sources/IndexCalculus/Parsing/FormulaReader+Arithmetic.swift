extension FormulaReader {
  /// Terms with signs, and perhaps `… if c else …` after them.
  mutating func expression() throws(FormulaError) -> Expression {
    let first = try terms()
    guard acceptWord("if") else { return first }
    let left = try terms()
    let condition = try relation(to: left) ?? left
    guard acceptWord("else") else { throw failure("a case needs “else” and what holds otherwise") }
    return .selection(condition, first, try expression())
  }

  private mutating func terms() throws(FormulaError) -> Expression {
    var result: [Expression] = []
    var isNegative = acceptMinus()
    if !isNegative { _ = accept("+") }
    while true {
      let term = try product()
      result.append(isNegative ? -term : term)
      if acceptMinus() {
        isNegative = true
      } else if accept("+") {
        isNegative = false
      } else {
        return .sum(result)
      }
    }
  }

  private mutating func acceptMinus() -> Bool { accept(anyOf: ["-", "−"]) }

  /// Factors, quotients and factors side by side.
  mutating func product() throws(FormulaError) -> Expression {
    var result = try signedPower()
    var isQuotient = false
    while true {
      if accept(anyOf: ["*", "·", "×", "⊙"]) {
        result = result * (try signedPower())
        isQuotient = false
      } else if accept(anyOf: ["/", "⊘"]) {
        let column = position
        let divisor = try signedPower()
        if divisor == .zero { throw failure("a division by zero has no value; divide by something else", at: column) }
        result = result / divisor
        isQuotient = true
      } else if startsFactor {
        guard !isQuotient else {
          throw failure("a factor after a quotient can be read in two ways; write (a/b)*c or a/(b*c)")
        }
        result = result * (try signedPower())
      } else {
        return result
      }
    }
  }

  private var startsFactor: Bool {
    var ahead = self
    ahead.skipSpaces()
    guard let next = ahead.current else { return false }
    if ["if", "else"].contains(ahead.word(at: ahead.position)) { return false }
    return next.isLetter || next.isNumber || "([√∂Σπ".contains(next)
  }

  private mutating func signedPower() throws(FormulaError) -> Expression {
    if acceptMinus() { return -(try signedPower()) }
    let base = try atom()
    if accept("^") {
      let isNegative = acceptMinus()
      let exponent = try atom()
      return .power(base, isNegative ? -exponent : exponent)
    }
    return try raised(base)
  }

  /// `f²`, `f⁻¹`.
  private mutating func raised(_ base: Expression) throws(FormulaError) -> Expression {
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    let column = position
    let isNegative = current == "⁻"
    if isNegative { position += 1 }
    var text = ""
    while let next = current, let digit = digits.firstIndex(of: next) {
      text += "\(digit)"
      position += 1
    }
    if text.isEmpty, !isNegative { return base }
    guard let value = Int(text) else {
      throw failure("this exponent is no whole number; write ^ and the exponent", at: column)
    }
    return .power(base, .number(isNegative ? -value : value))
  }

  /// `12`, `0.5`: kept as the exact fraction that is written.
  mutating func number() throws(FormulaError) -> Expression {
    let column = position
    var whole = ""
    var fraction = ""
    while let next = current, next.isASCII, next.isNumber {
      whole.append(next)
      position += 1
    }
    if current == ".", character(at: 1)?.isNumber ?? false {
      position += 1
      while let next = current, next.isASCII, next.isNumber {
        fraction.append(next)
        position += 1
      }
    }
    let scale = Rational(10).raised(to: fraction.count)
    guard let digits = Int(whole + fraction), let denominator = scale, denominator.isInteger,
      let value = Rational(digits, over: denominator.numerator)
    else { throw failure("this number has too many digits to be kept exactly; use fewer", at: column) }
    return .number(value)
  }
}

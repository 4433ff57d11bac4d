extension FormulaReader {
  mutating func atom() throws(FormulaError) -> Expression {
    skipSpaces()
    guard let next = current else {
      throw failure("the formula ends where a number, a tensor or a function is missing")
    }
    if next.isASCII, next.isNumber { return try number() }
    switch next {
    case "(":
      position += 1
      let inner = try expression()
      try expect(")", "the parenthesis")
      return inner
    case "[": return try bracket()
    case "√":
      position += 1
      return .power(try parenthesised("√"), 0.5)
    case "Σ":
      position += 1
      return try shortReduction(.sum)
    case "δ": return try delta(after: 1)
    default: return try named()
    }
  }

  private mutating func parenthesised(_ name: String) throws(FormulaError) -> Expression {
    try expect("(", name)
    let inner = try expression()
    try expect(")", name)
    return inner
  }

  /// `[a < b]`.
  private mutating func bracket() throws(FormulaError) -> Expression {
    position += 1
    let left = try expression()
    guard let result = try relation(to: left) else {
      throw failure("a bracket holds a comparison; write [a < b], or use parentheses")
    }
    try expect("]", "the bracket")
    return result
  }

  /// The comparison of `left` with what follows; nil where no comparison follows.
  mutating func relation(to left: Expression) throws(FormulaError) -> Expression? {
    if accept(anyOf: ["<=", "≤"]) { return left .<= (try expression()) }
    if accept(anyOf: [">=", "≥"]) { return left .>= (try expression()) }
    if accept("<") { return left .< (try expression()) }
    if accept(">") { return left .> (try expression()) }
    if accept(anyOf: ["==", "="]) { return .comparison(.equal, left, try expression()) }
    return nil
  }

  /// A tensor, a function, a sum by its word, or the name of a size.
  private mutating func named() throws(FormulaError) -> Expression {
    if let name = try knownName() { return try element(of: name) }
    let column = position
    let word = word(at: position)
    if let result = try call(word) { return result }
    if parser.labels.contains(where: { $0.name == word }) {
      throw failure(
        "\(word) holds whole numbers, which stand in index positions only; write delta(j, \(word)[i])", at: column)
    }
    if word == "π" || word == "pi" {
      position += word.count
      return .constant(.pi)
    }
    if let extent = symbolicExtents.first(where: { $0.description == word }) {
      position += word.count
      return .extent(extent)
    }
    guard !word.isEmpty else {
      throw failure("“\(characters[position])” means nothing here; write a number, a tensor or a function", at: column)
    }
    let known = parser.names.map(\.text).joined(separator: ", ")
    throw failure("there is no tensor \(word); known are \(known)", at: column)
  }

  private func isSize(_ word: String) -> Bool { symbolicExtents.contains { $0.description == word } }

  private var symbolicExtents: [Extent] {
    let all = parser.names.flatMap(\.extents) + parser.labels.flatMap(\.extents) + parser.freeIndices.map(\.extent)
    return all.filter { if case .symbolic = $0 { true } else { false } }
  }

  /// The longest known name that the text continues with, letter case ignored where no other name could be meant.
  private mutating func knownName() throws(FormulaError) -> FormulaParser.Name? {
    let exact = parser.names.filter { continues(with: $0.text, folding: false) }
    let word = word(at: position)
    let isOther = parser.labels.contains { continues(with: $0.name, folding: false) } || isSize(word)
    let folded = exact.isEmpty && !isOther ? parser.names.filter { continues(with: $0.text, folding: true) } : exact
    guard let longest = folded.map(\.text.count).max() else { return nil }
    let candidates = folded.filter { $0.text.count == longest }
    guard candidates.count == 1 else {
      let meanings = candidates.map(\.text).joined(separator: " or ")
      throw failure("\(word) can mean \(meanings); write it as it is declared")
    }
    position += longest
    return candidates[0]
  }

  private func continues(with name: String, folding: Bool) -> Bool {
    let end = position + name.count
    guard end <= characters.count else { return false }
    let own = String(characters[position..<end])
    guard folding ? own.lowercased() == name.lowercased() : own == name else { return false }
    guard end < characters.count else { return true }
    let next = characters[end]
    // A function of the same name keeps its parenthesis.
    if next == "(", Function(rawValue: own.lowercased()) != nil { return false }
    return !next.isLetter && !next.isNumber
  }

  private mutating func element(of name: FormulaParser.Name) throws(FormulaError) -> Expression {
    let column = position - name.text.count
    let terms = try positions(rank: name.extents.count)
    guard terms.count == name.extents.count else {
      let axes = name.extents.count == 1 ? "1 axis" : "\(name.extents.count) axes"
      throw failure("\(name.text) has \(axes), but is given \(terms.count) indices; give one index an axis", at: column)
    }
    try note(terms, name.extents, name.text, at: column)
    return name.element(terms)
  }
}

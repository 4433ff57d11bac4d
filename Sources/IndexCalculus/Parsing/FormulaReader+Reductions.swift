extension FormulaReader {
  /// A function, or a sum, maximum or δ written as a word; `nil` where the word is none of them.
  mutating func call(_ word: String) throws(FormulaError) -> Expression? {
    let follower = character(at: word.count)
    let isShort = follower == "_"
    guard isShort || follower == "(" else { return nil }
    let function = Function.allCases.first { $0.rawValue == word || $0.symbol == word } ?? (word == "ln" ? .log : nil)
    switch (word, isShort) {
    case ("sum", true), ("max", true):
      position += 3
      return try shortReduction(word == "sum" ? .sum : .max)
    case ("sum", false), ("max", false):
      position += 4
      return try longReduction(word == "sum" ? .sum : .max)
    case ("delta", _):
      return try delta(after: word.count)
    case ("sqrt", false):
      position += word.count + 1
      let argument = try expression()
      try expect(")", word)
      return .power(argument, 0.5)
    default:
      guard let function, !isShort else { return nil }
      position += word.count + 1
      let argument = try expression()
      try expect(")", word)
      return .function(function, argument)
    }
  }

  /// `Σ_k body`, `Σ_kl body`: over the product that follows.
  mutating func shortReduction(_ reduction: Reduction) throws(FormulaError) -> Expression {
    try expect("_", "a sum or a maximum")
    var letters: [String] = []
    if accept("{") {
      repeat { letters.append(try letter()) } while accept(",")
      try expect("}", "the list of indices")
    } else {
      while let next = current, next.isLetter {
        letters.append(String(next))
        position += 1
      }
    }
    guard !letters.isEmpty else { throw failure("a sum or a maximum needs an index; write Σ_k and the formula") }
    return try reduce(reduction, letters[...]) { reader throws(FormulaError) in try reader.product() }
  }

  /// `sum(k, body)`, `max(k, body)`, and `max(a, b)`; the parenthesis is open.
  private mutating func longReduction(_ reduction: Reduction) throws(FormulaError) -> Expression {
    skipSpaces()
    let word = word(at: position)
    var ahead = self
    ahead.position += word.count
    let isBinder = !word.isEmpty && !parser.names.contains { $0.text == word } && ahead.accept(",")
    guard isBinder else {
      guard reduction == .max else { throw failure("a sum needs its index first; write sum(k, …)") }
      let first = try expression()
      try expect(",", "the greater of two")
      let second = try expression()
      try expect(")", "the greater of two")
      return .selection(second .<= first, first, second)
    }
    position = ahead.position
    let result = try reduce(reduction, [word]) { reader throws(FormulaError) in try reader.expression() }
    try expect(")", "the sum over \(word)")
    return result
  }

  private mutating func reduce(
    _ reduction: Reduction, _ letters: ArraySlice<String>,
    _ body: (inout FormulaReader) throws(FormulaError) -> Expression
  ) throws(FormulaError) -> Expression {
    guard let letter = letters.first else { return try body(&self) }
    let column = position
    let (index, shadowed) = scope.open(letter)
    let inner = try reduce(reduction, letters.dropFirst(), body)
    let extent = try extent(of: index, letter, at: column)
    scope.close(letter, restoring: shadowed)
    return .reduction(reduction, over: index, extent: extent, inner)
  }

  private func extent(of index: Index, _ letter: String, at column: Int) throws(FormulaError) -> Extent {
    if let extent = scope.extent(of: index) { return extent }
    throw failure(
      "the extent of \(letter) cannot be told, for it indexes no tensor; leave the sum away or use \(letter)",
      at: column)
  }

  // MARK: - Index positions

  /// `[r,s]`, `_rs`, `_{r,y_i}`, or nothing for a number.
  mutating func positions(rank: Int) throws(FormulaError) -> [IndexTerm] {
    if current == "[" {
      position += 1
      return try list(until: "]")
    }
    guard current == "_" else { return [] }
    position += 1
    if accept("{") { return try list(until: "}") }
    var result: [IndexTerm] = []
    while let next = current, next.isLetter || (next.isASCII && next.isNumber) {
      let column = position
      position += 1
      if let value = next.wholeNumberValue {
        result.append(.constant(value))
      } else {
        result.append(.index(try index(String(next), at: column)))
      }
    }
    return result
  }

  private mutating func list(until end: String) throws(FormulaError) -> [IndexTerm] {
    if accept(end) { return [] }
    var result = [try term()]
    while accept(",") { result.append(try term()) }
    try expect(end, "the list of indices")
    return result
  }

  private mutating func letter() throws(FormulaError) -> String {
    skipSpaces()
    let word = word(at: position)
    guard !word.isEmpty else { throw failure("an index is missing here; write a letter") }
    position += word.count
    return word
  }

  /// A letter, a number, an element of a tensor of labels, or the place of a maximum.
  private mutating func term() throws(FormulaError) -> IndexTerm {
    skipSpaces()
    if let next = current, next.isASCII, next.isNumber {
      let column = position
      guard let value = try number().number, value.isInteger else {
        throw failure("an index is a whole number; round it", at: column)
      }
      return .constant(value.numerator)
    }
    let column = position
    let word = try letter()
    if word == "argmax" { return try argmax() }
    let labels = parser.labels.first { $0.name == word }
    if let labels, current == "[" || current == "_" {
      let inner = try positions(rank: labels.rank)
      guard inner.count == labels.rank else {
        throw failure("\(word) needs \(labels.rank) indices of its own; write \(word)[i]", at: column)
      }
      try note(inner, labels.extents, word, at: column)
      return .element(labels, inner)
    }
    return .index(try index(word, at: column))
  }

  private mutating func argmax() throws(FormulaError) -> IndexTerm {
    let isShort = accept("_")
    if !isShort { try expect("(", "argmax") }
    let column = position
    let letter = try letter()
    if !isShort { try expect(",", "argmax") }
    let (index, shadowed) = scope.open(letter)
    let body = isShort ? try product() : try expression()
    let extent = try extent(of: index, letter, at: column)
    scope.close(letter, restoring: shadowed)
    if !isShort { try expect(")", "argmax") }
    return .argmax(over: index, extent: extent, body)
  }

  /// `δ_pr`, `δ(p,r)`, its name of the given length.
  mutating func delta(after length: Int) throws(FormulaError) -> Expression {
    let column = position
    position += length
    let terms = accept("(") ? try list(until: ")") : try positions(rank: 2)
    guard terms.count == 2 else { throw failure("δ needs two indices; write delta(i,j)", at: column) }
    if let conflict = link(terms[0], terms[1]) { throw failure(conflict, at: column) }
    return .delta(terms[0], terms[1])
  }

  /// Both positions of a δ run over the same places.
  private mutating func link(_ left: IndexTerm, _ right: IndexTerm) -> String? {
    switch (left, right) {
    case (.index(let left), .index(let right)): scope.link(left, right)
    case (.index(let index), .argmax(let binder, _)), (.argmax(let binder, _), .index(let index)):
      scope.note(index, binder.extent, over: "argmax")
    default: nil
    }
  }

  /// Holds each index against the axis that it stands in.
  mutating func note(
    _ terms: [IndexTerm], _ extents: [Extent], _ name: String, at column: Int
  ) throws(FormulaError) {
    for (axis, (term, extent)) in zip(terms, extents).enumerated() {
      switch term {
      case .index(let index):
        if let conflict = scope.note(index, extent, over: "axis \(axis + 1) of \(name)") {
          throw failure(conflict, at: column)
        }
      case .constant(let value):
        guard let count = extent.count else {
          throw failure("axis \(axis + 1) of \(name) runs over the rows of a batch, which have no numbers", at: column)
        }
        if (0..<count).contains(value) { continue }
        throw failure(
          "\(name) has \(count) entries on axis \(axis + 1), and none numbered \(value); count from 0", at: column)
      case .element, .argmax:
        guard let places = term.places, !extent.covers(places) else { continue }
        throw failure(
          "axis \(axis + 1) of \(name) has \(extent) entries, but the formula looks for one of \(places)", at: column)
      }
    }
  }
}

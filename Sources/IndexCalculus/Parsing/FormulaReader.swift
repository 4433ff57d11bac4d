/// The state of reading one formula from left to right.
struct FormulaReader {
  let parser: FormulaParser
  let characters: [Character]
  var position = 0
  var scope = IndexScope()
  /// Whether unknown letters are free indices rather than mistakes.
  let discovers: Bool
  private(set) var discovered: [String] = []

  init(_ text: String, parser: FormulaParser, discovers: Bool) {
    self.parser = parser
    self.discovers = discovers
    characters = Array(text)
    for (number, index) in parser.freeIndices.enumerated() {
      scope.bind(index.letter, to: .free(number), extent: index.extent)
    }
  }

  mutating func whole() throws(FormulaError) -> Expression {
    let result = try expression()
    skipSpaces()
    guard let next = current else { return result }
    throw failure("“\(next)” cannot follow here; put an operator before it or take it away")
  }

  // MARK: - Characters

  var current: Character? { position < characters.count ? characters[position] : nil }

  func character(at offset: Int) -> Character? {
    let place = position + offset
    return characters.indices.contains(place) ? characters[place] : nil
  }

  mutating func skipSpaces() {
    while let next = current, next.isWhitespace { position += 1 }
  }

  func failure(_ message: String, at column: Int? = nil) -> FormulaError {
    FormulaError(column: (column ?? position) + 1, message)
  }

  func starts(with text: String) -> Bool {
    let wanted = Array(text)
    return position + wanted.count <= characters.count
      && characters[position..<position + wanted.count].elementsEqual(wanted)
  }

  /// Passes over the text, spaces before it included, where it comes next.
  mutating func accept(_ text: String) -> Bool {
    skipSpaces()
    guard starts(with: text) else { return false }
    position += text.count
    return true
  }

  mutating func accept(anyOf texts: [String]) -> Bool {
    for text in texts where accept(text) { return true }
    return false
  }

  mutating func expect(_ text: String, _ purpose: String) throws(FormulaError) {
    guard accept(text) else {
      let found = current.map { "“\($0)”" } ?? "the end"
      throw failure("\(purpose) needs “\(text)” here, where \(found) stands")
    }
  }

  /// Letters and digits that begin with a letter.
  func word(at start: Int) -> String {
    var end = start
    while end < characters.count, characters[end].isLetter || (end > start && characters[end].isNumber) { end += 1 }
    return String(characters[start..<end])
  }

  mutating func acceptWord(_ text: String) -> Bool {
    skipSpaces()
    guard word(at: position) == text else { return false }
    position += text.count
    return true
  }

  // MARK: - Indices

  mutating func index(_ letter: String, at column: Int) throws(FormulaError) -> Index {
    if let index = scope.index(letter) { return index }
    guard discovers else {
      let known = parser.freeIndices.map(\.letter)
      let list =
        known.isEmpty ? "the formula has no free indices" : "the free indices are \(known.joined(separator: ", "))"
      throw failure("the index \(letter) is bound by no sum here; \(list)", at: column)
    }
    let index = Index.free(discovered.count)
    discovered.append(letter)
    scope.bind(letter, to: index, extent: nil)
    return index
  }
}

/// The indices that may be used at a place in the text, and what their extents were found to be.
struct IndexScope {
  private var indices: [String: Index] = [:]
  private var letters: [Index: String] = [:]
  private var extents: [Index: Extent] = [:]
  /// Pairs that a δ makes run over the same places.
  private var links: [(Index, Index)] = []
  /// Numbers for bound indices, far from those of free ones.
  private var next = 1_000

  func index(_ letter: String) -> Index? { indices[letter] }

  func extent(of index: Index) -> Extent? { extents[index] }

  mutating func bind(_ letter: String, to index: Index, extent: Extent?) {
    indices[letter] = index
    letters[index] = letter
    extents[index] = extent
  }

  /// Binds a letter for the body of a sum, and answers what it meant before.
  mutating func open(_ letter: String) -> (index: Index, shadowed: Index?) {
    let shadowed = indices[letter]
    let index = Index.free(next)
    next += 1
    bind(letter, to: index, extent: nil)
    return (index, shadowed)
  }

  mutating func close(_ letter: String, restoring shadowed: Index?) { indices[letter] = shadowed }

  /// Notes that an index runs over an axis of the given extent.
  /// - Returns: a sentence where it is known to run over another.
  mutating func note(_ index: Index, _ extent: Extent, over axis: String) -> String? {
    if let known = extents[index] {
      guard known != extent else { return nil }
      let letter = letters[index] ?? ""
      return "the index \(letter) runs over \(known) places elsewhere, but over \(extent) of \(axis); "
        + "use another letter here"
    }
    extents[index] = extent
    for (left, right) in links where left == index || right == index {
      if let conflict = note(left == index ? right : left, extent, over: "δ") { return conflict }
    }
    return nil
  }

  mutating func link(_ left: Index, _ right: Index) -> String? {
    links.append((left, right))
    if let extent = extents[left] { return note(right, extent, over: "δ") }
    if let extent = extents[right] { return note(left, extent, over: "δ") }
    return nil
  }
}

import IndexCalculus

/// Reads printed index notation as a person would, and computes it: a check on parentheses and on the reach of `Σ`.
///
/// It knows these conventions and nothing of how expressions are stored: `×` binds tighter than `+`, a quotient line
/// takes all factors before it, `Σ` and `max` take in all factors behind them.
struct TextReader {
  struct Failure: Error { let text: String }

  private let tokens: [Character]
  private var position = 0
  private let numbers: Evaluator<Double>
  private var places: [String: Int] = [:]
  /// How many values each bound letter takes.
  private let extents: [String: Int]

  static func value(
    of text: String, _ numbers: Evaluator<Double>, places: [String: Int], extents: [String: Int]
  ) throws -> Double {
    var reader = TextReader(tokens: Array(text), numbers: numbers, places: places, extents: extents)
    let result = try reader.choice()
    guard reader.position == reader.tokens.count else { throw Failure(text: "unread from \(reader.position): \(text)") }
    return result
  }

  private init(tokens: [Character], numbers: Evaluator<Double>, places: [String: Int], extents: [String: Int]) {
    self.tokens = tokens
    self.numbers = numbers
    self.places = places
    self.extents = extents
  }

  private var next: Character? { position < tokens.count ? tokens[position] : nil }

  private mutating func take(_ text: String) -> Bool {
    let end = position + text.count
    guard end <= tokens.count, String(tokens[position..<end]) == text else { return false }
    position = end
    return true
  }

  private mutating func expect(_ text: String) throws {
    guard take(text) else { throw Failure(text: "no \(text) at \(position) of \(String(tokens))") }
  }

  private mutating func choice() throws -> Double {
    let first = try relation()
    guard take(" if ") else { return first }
    let condition = try relation()
    try expect(" else ")
    let otherwise = try choice()
    return condition != 0 ? first : otherwise
  }

  private mutating func relation() throws -> Double {
    let left = try sum()
    if take(" < ") { return try left < sum() ? 1 : 0 }
    if take(" ≤ ") { return try left <= sum() ? 1 : 0 }
    return left
  }

  private mutating func sum() throws -> Double {
    var result = take("−") ? -(try term()) : try term()
    while true {
      if take(" + ") { result += try term() } else if take(" − ") { result -= try term() } else { return result }
    }
  }

  private mutating func term() throws -> Double {
    var result = try factor()
    while true {
      if take("/") {
        result /= try factor()
        guard next != "/" else { throw Failure(text: "two quotient lines in \(String(tokens))") }
      } else if continuesProduct {
        if !take(" · ") { try expect(" ") }
        result *= try factor()
      } else {
        return result
      }
    }
  }

  private var continuesProduct: Bool {
    guard next == " ", position + 1 < tokens.count else { return false }
    let rest = String(tokens[position...].prefix(6))
    return ![" + ", " − ", " < ", " ≤ ", " if ", " else "].contains { rest.hasPrefix($0) }
  }

  private mutating func factor() throws -> Double {
    if take("Σ_") { return try reduction { $0.reduce(0, +) } }
    if take("max_") { return try reduction { $0.max() ?? 0 } }
    var result = try atom()
    let raised: [Character: Int] = ["²": 2, "³": 3, "⁴": 4, "⁸": 8]
    if let digit = next, let exponent = raised[digit] {
      position += 1
      result = power(result, exponent)
    }
    return result
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { value, _ in value * base }
  }

  private mutating func reduction(_ combine: ([Double]) -> Double) throws -> Double {
    let letter = word()
    try expect(" ")
    guard places[letter] == nil else { throw Failure(text: "\(letter) is bound twice in \(String(tokens))") }
    guard let extent = extents[letter] else { throw Failure(text: "no extent for \(letter)") }
    let start = position
    var values: [Double] = []
    for place in 0..<extent {
      position = start
      places[letter] = place
      values.append(try term())
    }
    places[letter] = nil
    return combine(values)
  }

  private mutating func atom() throws -> Double {
    if take("(") { return try closed(by: ")") }
    if take("[") { return try closed(by: "]") }
    let name = word()
    if let value = Double(name) { return value }
    if take("(") {
      let argument = try closed(by: ")")
      guard let function = Function.allCases.first(where: { $0.symbol == name }) else { throw Failure(text: name) }
      return argument.applying(function)
    }
    let indices = take("_") ? try subscripts() : []
    if name == "δ" { return indices[0] == indices[1] ? 1 : 0 }
    if let count = numbers.extents[name] { return Double(count) }
    guard let tensor = numbers.tensors.first(where: { $0.key.name == name }) else {
      throw Failure(text: "name \(name)")
    }
    return tensor.value[indices]
  }

  private mutating func closed(by bracket: String) throws -> Double {
    let result = try choice()
    try expect(bracket)
    return result
  }

  private mutating func subscripts() throws -> [Int] {
    if take("{") {
      var result = [try place()]
      while take(",") { result.append(try place()) }
      try expect("}")
      return result
    }
    var result: [Int] = []
    while let letter = next, letter.isLetter || letter.isNumber, !"²³⁴⁸".contains(letter) {
      position += 1
      result.append(try place(String(letter)))
    }
    return result
  }

  private mutating func place() throws -> Int { try place(word()) }

  private mutating func place(_ name: String) throws -> Int {
    if let value = Int(name) { return value }
    if let value = places[name] { return value }
    guard take("_"), let labels = numbers.integers.first(where: { $0.key.name == name }) else {
      throw Failure(text: "index \(name) in \(String(tokens))")
    }
    return labels.value[try subscripts()]
  }

  private mutating func word() -> String {
    let start = position
    while let letter = next, letter.isLetter || letter.isNumber || letter == ".", !"²³⁴⁸".contains(letter) {
      position += 1
    }
    return String(tokens[start..<position])
  }
}

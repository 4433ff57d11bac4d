/// What can be wrong with a contraction written as letters.
public enum EinsumError: Error, Equatable, CustomStringConvertible, Sendable {
  case malformed(String)
  case operandCount(expected: Int, given: Int)
  case wrongRank(operand: Int, letters: String, rank: Int)
  case extentConflict(letter: Character, first: Int, second: Int)
  case unknownLetter(Character)
  case repeatedLetter(Character)

  public var description: String {
    switch self {
    case .malformed(let text):
      "“\(text)” is no contraction; write the letters of each operand and of the result, such as ij,jk->ik"
    case .operandCount(let expected, let given):
      "the contraction names \(expected) operands, but is given \(given)"
    case .wrongRank(let operand, let letters, let rank):
      "operand \(operand + 1) has \(rank) axes, but is given the letters “\(letters)”"
    case .extentConflict(let letter, let first, let second):
      "the letter \(letter) runs over axes of \(first) and of \(second) entries"
    case .unknownLetter(let letter): "the letter \(letter) of the result stands in no operand"
    case .repeatedLetter(let letter): "the letter \(letter) stands twice in the result"
    }
  }
}

/// Contracts tensors as their letters say: `einsum("pq,pqrs->rs", a, b)` adds up over `p` and `q`.
///
/// Letters that the result does not name are summed over. A letter may stand several times in one operand, which takes
/// the diagonal.
/// - Throws: `EinsumError` where the letters do not fit the operands.
public func einsum<Number: EvaluationNumber>(
  _ letters: String, _ operands: DenseTensor<Number>...
) throws(EinsumError) -> DenseTensor<Number> {
  try Contraction(letters, shapes: operands.map(\.shape)).result(operands)
}

/// A contraction whose letters fit the shapes.
private struct Contraction {
  let operands: [[Character]]
  let result: [Character]
  let summed: [Character]
  let extents: [Character: Int]

  init(_ text: String, shapes: [[Int]]) throws(EinsumError) {
    let compact = text.filter { $0 != " " }
    guard let arrow = compact.firstRange(of: "->") else { throw .malformed(text) }
    let inputs = compact[..<arrow.lowerBound].split(separator: ",", omittingEmptySubsequences: false).map(Array.init)
    let output = Array(compact[arrow.upperBound...])
    guard (inputs.flatMap(\.self) + output).allSatisfy(\.isLetter) else { throw .malformed(text) }
    guard inputs.count == shapes.count else {
      throw .operandCount(expected: inputs.count, given: shapes.count)
    }
    extents = try Self.extents(inputs, shapes)
    for (position, letter) in output.enumerated() {
      guard extents[letter] != nil else { throw .unknownLetter(letter) }
      guard !output[..<position].contains(letter) else { throw .repeatedLetter(letter) }
    }
    operands = inputs
    result = output
    summed = extents.keys.filter { !output.contains($0) }.sorted()
  }

  private static func extents(
    _ operands: [[Character]], _ shapes: [[Int]]
  ) throws(EinsumError) -> [Character: Int] {
    var extents: [Character: Int] = [:]
    for (position, (letters, shape)) in zip(operands, shapes).enumerated() {
      guard letters.count == shape.count else {
        throw .wrongRank(operand: position, letters: String(letters), rank: shape.count)
      }
      for (letter, extent) in zip(letters, shape) {
        if let known = extents[letter], known != extent {
          throw .extentConflict(letter: letter, first: known, second: extent)
        }
        extents[letter] = extent
      }
    }
    return extents
  }

  func result<Number: EvaluationNumber>(_ tensors: [DenseTensor<Number>]) -> DenseTensor<Number> {
    let shape = result.map { extents[$0, default: 0] }
    let inner = DenseTensor<Number>.positions(of: summed.map { extents[$0, default: 0] })
    return DenseTensor(shape: shape) { position in
      var places = Dictionary(uniqueKeysWithValues: zip(result, position))
      return inner.reduce(.zero) { total, inside in
        for (letter, place) in zip(summed, inside) { places[letter] = place }
        return zip(operands, tensors).reduce(.one) { product, operand in
          product * operand.1[operand.0.map { places[$0, default: 0] }]
        } + total
      }
    }
  }
}

/// The letters that indices are printed with.
public struct IndexNames: Sendable {
  private var names: [Index: String] = [:]
  /// Letters that mean something else in the formula being printed.
  private var taken: Set<String> = []
  /// Letters for bound indices, the first unused one taken.
  private let letters: [String]
  /// `m` is the number of rows, `l` and `o` look like digits.
  private static let letters = ["k", "q", "p", "n", "i", "j", "h", "c", "d", "g", "v", "w"]

  /// - Parameters:
  ///   - free: the letters of the free indices, in the order of their numbers. A letter that is the name of one of the
  ///     tensors is passed over.
  ///   - bound: letters that bound indices take before any others.
  ///   - tensors: the tensors that formulas may mention.
  public init(
    free: [String] = ["i", "j", "k", "n", "p", "q", "r", "s"], bound: [String] = [], tensors: [TensorSymbol] = []
  ) {
    let occupied = Set(tensors.map(\.name))
    let chosen = free.filter { !occupied.contains($0) }
    for (number, letter) in chosen.enumerated() { names[.free(number)] = letter }
    letters = bound + Self.letters
    taken = occupied
  }

  /// The letters of the derivative of one tensor by another: `∂A_pq/∂Z_rs`, and `∂Z_rs/∂W_tu` by a parameter.
  public init(for goal: Derivation.Goal, isParameter: Bool, tensors: [TensorSymbol] = []) {
    let (first, second) =
      isParameter
      ? (["r", "s", "p", "q"], ["t", "u", "v", "w"]) : (["p", "q", "h", "g"], ["r", "s", "v", "w"])
    let own = Array(first.prefix(goal.of.rank))
    self.init(free: own + second, bound: goal.of.rank == 0 ? first : [], tensors: tensors)
  }

  /// The letters of the first free indices.
  public func letters(_ count: Int) -> [String] { (0..<count).map { name(.free($0)) } }

  func name(_ index: Index) -> String {
    if let name = names[index] { return name }
    switch index {
    case .free(let number): return "i\(number)"
    case .bound(let level): return "k\(level)"
    }
  }

  /// The names for printing a whole formula: no bound index takes the letter of a free one, a tensor or an extent.
  func reserving(_ expression: Expression) -> IndexNames {
    var result = self
    result.taken.formUnion(expression.freeIndices.map(name))
    expression.visit { inner in
      switch inner.form {
      case .access(let tensor, _), .derivative(_, let tensor, _): result.taken.insert(tensor.name)
      case .extent(let extent): result.taken.insert(extent.description)
      default: break
      }
    } term: { term in
      if case .element(let tensor, _) = term { result.taken.insert(tensor.name) }
    }
    return result
  }

  /// The names with a letter for one more index, which nothing around the formula it is bound in is called by.
  func binding(_ index: Index, in body: Expression) -> (IndexNames, String) {
    let used = taken.union(body.freeIndices.filter { $0 != index }.map(name))
    let letter = letters.first { !used.contains($0) } ?? numbered(avoiding: used)
    var result = self
    result.names[index] = letter
    result.taken.insert(letter)
    return (result, letter)
  }

  private func numbered(avoiding used: Set<String>) -> String {
    (1...).lazy.map { "k\($0)" }.first { !used.contains($0) } ?? "k"
  }
}

/// The letters that indices are printed with.
public struct IndexNames: Sendable {
  private var names: [Index: String] = [:]
  /// Letters for bound indices, the first unused one taken.
  private var letters: [String]
  /// `m` is the number of rows, `l` and `o` look like digits.
  private static let letters = ["k", "q", "p", "n", "i", "j", "h", "c", "d", "g", "v", "w"]

  /// - Parameters:
  ///   - free: the letters of the free indices, in the order of their numbers.
  ///   - bound: letters that bound indices take before any others.
  public init(free: [String] = ["i", "j", "k", "n", "p", "q", "r", "s"], bound: [String] = []) {
    for (number, letter) in free.enumerated() { names[.free(number)] = letter }
    letters = bound + Self.letters
  }

  /// The letters of the derivative of one tensor by another: `∂A_pq/∂Z_rs`, and `∂Z_rs/∂W_tu` by a parameter.
  public init(for goal: Derivation.Goal, isParameter: Bool) {
    let (first, second) = isParameter ? (["r", "s", "p", "q"], ["t", "u", "v", "w"]) : (["p", "q", "h", "g"], ["r", "s", "v", "w"])
    let own = Array(first.prefix(goal.of.rank))
    self.init(free: own + second, bound: goal.of.rank == 0 ? first : [])
  }

  func name(_ index: Index) -> String {
    if let name = names[index] { return name }
    switch index {
    case .free(let number): return "i\(number)"
    case .bound(let level): return "k\(level)"
    }
  }

  /// The names with a letter for one more index, unused among the free indices of the formula it is bound in.
  func binding(_ index: Index, in body: Expression, preferring letter: String? = nil) -> (IndexNames, String) {
    let used = Set(body.freeIndices.filter { $0 != index }.map(name))
    let pool = (letter.map { [$0] } ?? []) + letters
    let letter = pool.first { !used.contains($0) } ?? "k\(used.count)"
    var result = self
    result.names[index] = letter
    return (result, letter)
  }
}

import SeededRandom

/// Decides whether two formulas of the same tensors mean the same.
///
/// Three ways, the strongest answer first: both are brought to one normal form; both are evaluated exactly at random
/// points of a finite field; both are evaluated in floating point. Every proof is held against floating point too, so
/// that a law which holds for positive numbers only proves nothing about others.
public enum Equality {
  /// The judgement on two formulas.
  public enum Verdict: Sendable, Equatable {
    case proved(Proof)
    case different(Difference)
    /// No proof was found, and no difference either.
    case undecided(NumericalAgreement)
  }

  public enum Proof: Sendable, Equatable {
    /// The rules of the calculus bring both into the same form.
    case byNormalForm
    /// Both agree exactly at this many random points of a finite field, each with all its entries.
    case byIdentityTest(points: Int)
  }

  /// One entry in which the formulas differ.
  public struct Difference: Sendable, Equatable {
    /// The places of the free indices.
    public let position: [Int]
    public let left: Double
    public let right: Double
    /// What the symbolic extents stood for.
    public let extents: [String: Int]
    /// The values that the entries were computed from, by the tensors' names; whole numbers as such.
    public let inputs: [String: DenseTensor<Double>]
  }

  public struct NumericalAgreement: Sendable, Equatable {
    /// The greatest relative error of all entries that were compared; 0 where none could be.
    public let maximalError: Double
    /// How many entries were finite on both sides.
    public let entries: Int
  }

  /// Judges two formulas in the free indices `0 ..< extents.count`.
  /// - Parameters:
  ///   - knowledge: sums that random values then honour, and outputs that may be named.
  ///   - definitions: tensors that are computed from others, in an order in which each is defined before it is used.
  ///   - seed: the same seed gives the same verdict.
  /// - Throws: `CalculusError.invalidFormula` for a formula that makes no sense, and `Evaluator.Failure` for one that
  ///   cannot be evaluated.
  public static func judge(
    _ left: Expression, _ right: Expression, extents: [Extent], knowing knowledge: Knowledge = Knowledge(),
    defining definitions: [TensorDefinition] = [], seed: UInt64 = 0
  ) throws -> Verdict {
    let question = Question(
      left: left, right: right, extents: extents, knowledge: knowledge,
      definitions: definitions.isEmpty ? knowledge.namedOutputs : definitions, seed: seed)
    if let defect = question.defect { throw CalculusError.invalidFormula(defect) }
    let numerical = try NumericalComparison(question).result()
    if case .different = numerical { return numerical }
    if NormalForm(question).agrees { return .proved(.byNormalForm) }
    if let points = try IdentityTest(question).pointsOfAgreement() {
      return .proved(.byIdentityTest(points: points))
    }
    return numerical
  }
}

/// Two formulas and everything that is known about them.
struct Question: Sendable {
  let left: Expression
  let right: Expression
  let extents: [Extent]
  let knowledge: Knowledge
  let definitions: [TensorDefinition]
  let seed: UInt64

  /// The sizes that a symbolic extent takes one after the other.
  static let sizes = [3, 2, 4, 1]
  /// Entries beyond this many are sampled.
  static let entryLimit = 256

  init(
    left: Expression, right: Expression, extents: [Extent], knowledge: Knowledge, definitions: [TensorDefinition],
    seed: UInt64
  ) {
    self.left = left
    self.right = right
    self.extents = extents
    self.knowledge = knowledge
    self.seed = seed
    // Only what the formulas rest on is computed.
    var needed = left.tensors.union(right.tensors)
    var kept: [TensorDefinition] = []
    for definition in definitions.reversed() where needed.contains(definition.symbol) {
      needed.formUnion(definition.body.tensors)
      kept.append(definition)
    }
    self.definitions = kept.reversed()
  }

  var formulas: [Expression] { [left, right] + definitions.map(\.body) }

  var defect: String? { formulas.lazy.compactMap(\.defect).first }

  /// The tensors that need values.
  var inputs: [TensorSymbol] {
    let defined = Set(definitions.map(\.symbol))
    let all = formulas.reduce(into: Set<TensorSymbol>()) { $0.formUnion($1.tensors) }
    return all.subtracting(defined).sorted { $0.name < $1.name }
  }

  /// The same size for every symbolic extent but one more for each further name, so that no two are confused.
  func sizes(_ size: Int) -> [String: Int] {
    var names: Set<String> = []
    func note(_ extent: Extent) { if case .symbolic(let name) = extent { names.insert(name) } }
    extents.forEach(note)
    (inputs + definitions.map(\.symbol)).forEach { $0.extents.forEach(note) }
    for formula in formulas {
      formula.visit { expression in
        switch expression.form {
        case .extent(let extent): note(extent)
        case .reduction(_, let binder, _): note(binder.extent)
        default: break
        }
      }
    }
    return Dictionary(uniqueKeysWithValues: names.sorted().enumerated().map { ($0.element, size + $0.offset) })
  }

  /// Every position of a shape, or a sample of them.
  func positions(of shape: [Int], using generator: inout SplitMix64) -> [[Int]] {
    let count = shape.reduce(1, *)
    guard count > Self.entryLimit else { return DenseTensor<Double>.positions(of: shape) }
    return (0..<Self.entryLimit).map { _ in shape.map { Int.random(in: 0..<$0, using: &generator) } }
  }
}

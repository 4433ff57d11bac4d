/// A way to the value of a derivative beside its formula. Dual numbers and differences know nothing of the derivation.
public enum Witness: String, CaseIterable, Sendable, Codable {
  /// The dense Jacobians of single layers, contracted along the graph.
  case chain
  /// Forward-mode dual numbers on the graph's own formulas.
  case dual
  /// Central differences of the graph's own formulas, extrapolated to a step of zero.
  case differences
  /// The scheduled loop nest that a kernel is printed from, interpreted.
  case nest

  /// The error up to which the witness agrees: what its own rounding explains, with room to spare.
  public var tolerance: Double {
    switch self {
    case .chain, .dual, .nest: 1e-10
    case .differences: 1e-6
    }
  }
}

/// One derivative, and what each witness says of it.
public struct CheckedDerivative: Sendable, Encodable {
  /// `∂CE/∂Z`.
  public let name: String
  /// In index notation.
  public let formula: String
  public let shape: [Int]
  /// The mean absolute percentage error against each witness that can be asked.
  public let errors: [Witness: Double]

  /// Whether every witness that can be asked agrees.
  public var agrees: Bool {
    !errors.isEmpty && errors.allSatisfy { witness, error in error <= witness.tolerance }
  }

  private enum CodingKeys: CodingKey {
    case name, formula, shape, errors, agrees
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(formula, forKey: .formula)
    try container.encode(shape, forKey: .shape)
    let named = errors.map { ($0.key.rawValue, $0.value.isFinite ? $0.value : .greatestFiniteMagnitude) }
    try container.encode(Dictionary(uniqueKeysWithValues: named), forKey: .errors)
    try container.encode(agrees, forKey: .agrees)
  }
}

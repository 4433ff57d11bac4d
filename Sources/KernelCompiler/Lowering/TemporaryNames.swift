import IndexCalculus

/// Names for the tensors that only a kernel needs, made from what they hold: `expZShifted`, `sumExpZShifted`.
struct TemporaryNames {
  private var taken: Set<String>
  private let aliases: [Expression: String]

  init(taken: Set<String>, aliases: [TensorDefinition]) {
    self.taken = taken
    self.aliases = Dictionary(aliases.map { ($0.body, $0.symbol.name) }) { first, _ in first }
  }

  mutating func name(for body: Expression) -> String {
    if let alias = aliases[body], taken.insert(alias).inserted { return alias }
    return unique(Self.words(body, depth: 0) ?? "t")
  }

  mutating func name(suffix: String, of name: String) -> String { unique(name + suffix) }

  private mutating func unique(_ name: String) -> String {
    var candidate = name
    var number = 1
    while !taken.insert(candidate).inserted {
      number += 1
      candidate = "\(name)\(number)"
    }
    return candidate
  }

  private static func words(_ body: Expression, depth: Int) -> String? {
    guard depth < 4 else { return nil }
    func joined(_ verb: String, _ operand: Expression) -> String? {
      words(operand, depth: depth + 1).map { verb + $0.prefix(1).uppercased() + $0.dropFirst() }
    }
    switch body.form {
    case .access(let tensor, let positions):
      let places = positions.compactMap { position -> String? in
        if case .element(let labels, _) = position { "At" + labels.name.prefix(1).uppercased() + labels.name.dropFirst() } else { nil }
      }
      return tensor.isDerivative ? nil : tensor.name + places.joined()
    case .function(let function, let argument): return joined(function.rawValue, argument) ?? function.rawValue
    case .reduction(.sum, _, let operand): return joined("sum", operand) ?? "sum"
    case .reduction(.max, _, let operand): return joined("max", operand) ?? "max"
    case .power(let base, _): return joined("inverse", base)
    case .product(let factors):
      let operands = factors.filter { !$0.tensors.isEmpty }
      return operands.count == 1 ? joined("scaled", operands[0]) : nil
    case .number, .constant, .extent, .delta, .sum, .comparison, .selection, .derivative, .invalid: return nil
    }
  }
}

import Testing

@testable import IndexCalculus

/// Every rule by itself: it applies where it should, and both sides are equal on random values.
@Suite struct RuleTests {
  static let rules = Rule.all + Rule.stability.filter { rule in !Rule.all.contains { $0.name == rule.name } }

  @Test func `Every rule of every table has an example`() {
    for rule in Self.rules {
      #expect(RuleExamples.table[rule.name]?.isEmpty == false, "no example for “\(rule.name)”")
    }
  }

  @Test func `Every example belongs to a rule`() {
    for name in RuleExamples.table.keys { #expect(Self.rules.contains { $0.name == name }, "no rule “\(name)”") }
  }

  @Test func `No two rules share a name or lack a statement`() {
    #expect(Set(Self.rules.map(\.name)).count == Self.rules.count)
    #expect(Self.rules.allSatisfy { !$0.statement.isEmpty })
  }

  @Test(arguments: RuleTests.rules.map(\.name))
  func `A rule keeps the value of each of its examples`(name: String) throws {
    let rule = try #require(Self.rules.first { $0.name == name })
    for example in RuleExamples.table[name] ?? [] {
      let result = try #require(
        rule.applied(at: example.expression, knowing: example.knowledge),
        "“\(name)” does not apply to \(example.expression)")
      for (seed, values) in [(UInt64(1), Samples.Values.positive), (2, .signed), (3, .positive)] {
        try expectEqual(example, result, values, seed, by: name)
      }
    }
  }

  private func expectEqual(
    _ example: RuleExample, _ result: Expression, _ values: Samples.Values, _ seed: UInt64, by name: String
  ) throws {
    let definitions = example.knowledge.namedOutputs
    let defined = Set(definitions.map(\.symbol))
    let tensors = ([example.expression, result] + definitions.map(\.body)).reduce(into: Set<TensorSymbol>()) {
      $0.formUnion($1.tensorsOfValues)
    }
    var evaluator = Samples.evaluator(
      for: tensors.subtracting(defined), values, sums: example.knowledge.sums, seed: seed)
    try evaluator.run(definitions)
    var before = Materialised(evaluator)
    var after = Materialised(evaluator)
    let left = try before.tensor(example.expression, example.extents)
    let right = try after.tensor(result, example.extents)
    var compared = 0
    // What was a number must stay one; a rule may make a number of what was none, as f/f = 1 does. Only the root of a
    // negative number has no derivative, not even by what it does not vary with.
    let isOfRoots = name == Rule.powerRule.name && values == .signed
    for (a, b) in zip(left.elements, right.elements) where a.isFinite && (b.isFinite || !isOfRoots) {
      compared += 1
      #expect(a.isClose(to: b), "“\(name)”: \(example.expression) = \(a), but \(result) = \(b)")
    }
    #expect(compared > 0 || values == .signed, "“\(name)” was never compared on \(example.expression)")
  }
}

extension Expression {
  /// All tensors that need values, those that are differentiated by included.
  var tensorsOfValues: Set<TensorSymbol> {
    var found = tensors
    visit { expression in
      if case .derivative(_, let tensor, _) = expression.form { found.insert(tensor) }
    }
    return found
  }
}

import Testing

@testable import IndexCalculus
@testable import LayerGraph

@Suite struct EqualityTests {
  private static let Z = Samples.Z
  private static let Y = Samples.Y
  private static let x = Samples.x
  private static let i = IndexTerm.free(0)
  private static let j = IndexTerm.free(1)
  private static let matrix: [Extent] = [.rows, .fixed(3)]
  private static let A = Tensor(TensorSymbol("A", matrix))
  private static let shares = TensorDefinition(A.symbol, exp(Z[i, j]) / sum { k in exp(Z[i, k]) })
  private static let rows = Knowledge(sums: [Samples.rowsOfY])

  private func judge(
    _ left: Expression, _ right: Expression, _ extents: [Extent] = EqualityTests.matrix,
    knowing knowledge: Knowledge = Knowledge(), defining definitions: [TensorDefinition] = []
  ) throws -> Equality.Verdict {
    try Equality.judge(left, right, extents: extents, knowing: knowledge, defining: definitions)
  }

  @Test func `What the rules bring to one form is proved by it`() throws {
    let sum = Self.Z[Self.i, Self.j] * Self.Y[Self.i, Self.j]
    #expect(try judge(sum + sum, 2 * sum) == .proved(.byNormalForm))
    let contracted = LayerGraph.sum { k in delta(k, Self.j) * Self.Z[Self.i, k] }
    #expect(try judge(contracted, Self.Z[Self.i, Self.j]) == .proved(.byNormalForm))
  }

  @Test func `Laws that no rule states are proved in the field`() throws {
    let (a, b) = (Self.Z[Self.i, Self.j], Self.Y[Self.i, Self.j])
    let proved = Equality.Verdict.proved(.byIdentityTest(points: 4))
    #expect(try judge(exp(a + b), exp(a) * exp(b)) == proved)
    #expect(try judge(1 - sigmoid(a), sigmoid(-a)) == proved)
    #expect(try judge(2 * sigmoid(2 * a) - 1, tanh(a)) == proved)
    let (c, d) = (1 + a * a, 1 + b * b)
    #expect(try judge(log(c * d), log(c) + log(d)) == proved)
    #expect(try judge(pow(a + b, 3), pow(a, 3) + 3 * a * a * b + 3 * a * b * b + pow(b, 3)) == proved)
    #expect(try judge(sqrt(exp(a) * exp(b)), sqrt(exp(a)) * sqrt(exp(b))) == proved)
    #expect(try judge(1 / (1 + a) - 1 / (1 + b), (b - a) / ((1 + a) * (1 + b))) == proved)
    #expect(try judge(sin(a - b), -sin(b - a)) == proved)
  }

  @Test func `A difference is shown with its place and its inputs`() throws {
    let verdict = try judge(Self.Z[Self.i, Self.j], Self.Z[Self.i, Self.j] + delta(Self.j, .constant(2)))
    guard case .different(let difference) = verdict else {
      Issue.record("the verdict is \(verdict)")
      return
    }
    #expect(difference.position.last == 2)
    #expect((difference.right - difference.left).isClose(to: 1))
    #expect(difference.inputs["Z"]?[difference.position] == difference.left)
    #expect(difference.extents == ["m": 3])
  }

  @Test func `A difference of a sign, a factor, an index or a summand is found`() throws {
    let (a, b) = (Self.Z[Self.i, Self.j], Self.Y[Self.i, Self.j])
    let pairs: [(Expression, Expression)] = [
      (a - b, b - a), (a / .extent(.rows), a), (a, Self.Z[Self.i, .constant(0)]), (a, a + 0.000_01),
      (exp(a + b), exp(a) + exp(b)), (sum { k in Self.Z[Self.i, k] }, 3 * a), (abs(a), a), (log(a * a), log(a)),
    ]
    for (left, right) in pairs {
      guard case .different = try judge(left, right) else {
        Issue.record("\(left) and \(right) pass for equal")
        continue
      }
    }
  }

  /// The field has no negative numbers; and where one side is a number and the other is none, they are not equal.
  @Test func `A law that holds for positive numbers alone is no proof`() throws {
    let (a, b) = (Self.Z[Self.i, Self.j], Self.Y[Self.i, Self.j])
    let pairs = [
      (sqrt(pow(a, 2)), a), (log(a * b), log(a) + log(b)), (2 * log(a), log(a * a)), (sqrt(a * b), sqrt(a) * sqrt(b)),
    ]
    for (left, right) in pairs {
      guard case .different = try judge(left, right) else {
        Issue.record("\(left) passes for \(right)")
        continue
      }
    }
  }

  @Test func `A granted row sum is used, and only where it is granted`() throws {
    let claim = (Self.Z[Self.i, Self.j] * sum { k in Self.Y[Self.i, k] }, Self.Z[Self.i, Self.j])
    #expect(try judge(claim.0, claim.1, knowing: Self.rows) == .proved(.byNormalForm))
    guard case .different = try judge(claim.0, claim.1) else {
      Issue.record("the row sum was used without being granted")
      return
    }
    let squares = (
      pow(sum { k in Self.Y[Self.i, k] } + 1, 2) * Self.Z[Self.i, Self.j], 4 * Self.Z[Self.i, Self.j]
    )
    let verdict = try judge(squares.0, squares.1, knowing: Self.rows)
    guard case .proved = verdict else {
      Issue.record("\(verdict)")
      return
    }
  }

  @Test func `A defined tensor takes the values of its formula`() throws {
    let a = Self.A[Self.i, Self.j]
    let squared = sum { k in exp(Self.Z[Self.i, k]) }
    let claim = exp(2 * Self.Z[Self.i, Self.j])
    let verdict = try judge(pow(a * squared, 2), claim, defining: [Self.shares])
    #expect(verdict == .proved(.byIdentityTest(points: 4)))
    let logarithm = try judge(log(a), Self.Z[Self.i, Self.j] - log(squared), defining: [Self.shares])
    #expect(logarithm == .proved(.byIdentityTest(points: 4)))
    guard case .different = try judge(pow(a * squared, 2), claim) else {
      Issue.record("A passes for its formula without a definition")
      return
    }
  }

  @Test func `The derivative of shares is proved`() throws {
    let derivation = try Derivation.local(Self.shares, by: Self.Z.symbol, knowing: Knowledge())
    let (p, q, r, s) = (IndexTerm.free(0), IndexTerm.free(1), IndexTerm.free(2), IndexTerm.free(3))
    let claim = Self.A[p, q] * delta(p, r) * (delta(q, s) - Self.A[p, s])
    guard
      case .proved = try judge(derivation.result, claim, derivation.extents, defining: [Self.shares])
    else {
      Issue.record("\(derivation.result)")
      return
    }
  }

  @Test func `Where order matters the verdict stays open`() throws {
    let (a, b) = (Self.Z[Self.i, Self.j], Self.Y[Self.i, Self.j])
    let greater = try judge(LayerGraph.max(a, b), (a + b + abs(a - b)) / 2)
    guard case .undecided(let agreement) = greater else {
      Issue.record("\(greater)")
      return
    }
    #expect(agreement.maximalError < 1e-9 && agreement.entries > 50)
  }

  @Test func `Labels stay within the axes that they point into`() throws {
    let label = IndexTerm.element(Samples.labels, [Self.i])
    let left = sum { k in delta(k, label) * pow(Self.Z[Self.i, k], 2) }
    #expect(try judge(left, pow(Self.Z[Self.i, label], 2), [.rows]) == .proved(.byNormalForm))
    let tenClasses = sum(over: .fixed(10)) { k in delta(k, label) }
    #expect(try judge(tenClasses, 1, [.rows]) == .proved(.byNormalForm))
  }

  @Test func `A large claim is sampled`() throws {
    let big = Tensor(TensorSymbol("V", [.fixed(784), .fixed(10)]))
    let entry = big[Self.i, Self.j]
    let verdict = try judge(pow(entry + 1, 3), pow(1 + entry, 2) * (entry + 1), big.extents)
    #expect(verdict == .proved(.byNormalForm))
  }

  @Test func `A formula that makes no sense is an error`() {
    #expect(throws: CalculusError.invalidFormula("Z has 2 axes, but is given 1 indices")) {
      try judge(Self.Z[Self.i], 0)
    }
  }

  @Test func `The same seed gives the same verdict`() throws {
    let claim = (Self.Z[Self.i, Self.j], Self.Y[Self.i, Self.j])
    #expect(try judge(claim.0, claim.1) == judge(claim.0, claim.1))
  }

  @Test(arguments: 0..<4)
  func `A simplified random formula is never judged different`(group: Int) throws {
    for seed in UInt64(group * 20)..<UInt64(group * 20 + 20) {
      var random = RandomExpressions(seed: seed)
      let expression = random.expression(depth: 3)
      let verdict = try judge(expression, try Rewriter.simplified(expression, knowing: Knowledge()))
      if case .different(let difference) = verdict {
        Issue.record("seed \(seed): \(expression) at \(difference.position): \(difference.left), \(difference.right)")
      }
    }
  }
}

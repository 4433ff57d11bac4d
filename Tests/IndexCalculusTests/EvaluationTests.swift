import Testing

@testable import IndexCalculus

@Suite struct EvaluationTests {
  @Test(arguments: Function.allCases)
  func `A dual number differentiates every function`(function: Function) {
    for value in [0.3, 1.1, 2.4] {
      let dual = DualNumber(value, tangent: 2).applying(function)
      let difference = Differences.derivative(at: value, step: 1e-2) {
        DenseTensor(shape: [], elements: [$0.applying(function)])
      }
      #expect(dual.value == value.applying(function))
      #expect(dual.tangent.isClose(to: 2 * difference.elements[0].value, within: 1e-9))
    }
  }

  @Test func `A dual number differentiates powers of every kind`() {
    let x = DualNumber(1.7, tangent: 1)
    #expect(x.raised(to: Rational(-2)).tangent.isClose(to: -2 / (1.7 * 1.7 * 1.7)))
    #expect(x.raised(to: Rational(1, over: 2) ?? .one).tangent.isClose(to: 0.5 / 1.7.squareRoot()))
    let power = x.raised(to: x)
    #expect(power.tangent.isClose(to: power.value * (1.7.applying(.log) + 1)))
    #expect(DualNumber(0, tangent: 1).raised(to: Rational(2)) == DualNumber(0))
    #expect(DualNumber(0).raised(to: Rational(1, over: 2) ?? .one) == DualNumber(0))
    #expect(DualNumber(-2, tangent: 1).raised(to: DualNumber(3)) == DualNumber(-8, tangent: 12))
  }

  @Test func `Dual numbers compare by their values`() {
    #expect(DualNumber.holds(.equal, DualNumber(1, tangent: 5), DualNumber(1)))
    #expect(DualNumber.holds(.less, DualNumber(1, tangent: 5), DualNumber(2)))
  }

  @Test func `Extrapolated differences know how exact they are`() {
    let estimate = Differences.derivative(at: 0.5) { DenseTensor(shape: [], elements: [($0 * $0).applying(.exp)]) }
    let error = abs(estimate.elements[0].value - 1.0 * 0.25.applying(.exp))
    #expect(error < 1e-10)
    #expect(estimate.elements[0].error < 1e-8)
  }

  @Test func `A contraction adds up over letters that the result does not name`() throws {
    let a = DenseTensor(shape: [2, 3], elements: [1.0, 2, 3, 4, 5, 6])
    let b = DenseTensor(shape: [3, 2], elements: [1.0, 0, 0, 1, 2, 2])
    #expect(try einsum("ij,jk->ik", a, b) == DenseTensor(shape: [2, 2], elements: [7, 8, 16, 17]))
    #expect(try einsum("ij->", a).elements == [21])
    #expect(try einsum("ij -> ji", a).elements == [1, 4, 2, 5, 3, 6])
    #expect(try einsum("ij,ji,ij->j", a, b, a).elements == [1, 25, 90])
    #expect(try einsum("ii->i", DenseTensor(shape: [2, 2], elements: [1.0, 2, 3, 4])).elements == [1, 4])
  }

  static let contractions: [(String, EinsumError)] = [
    ("ij", .malformed("ij")), ("i1->i", .malformed("i1->i")),
    ("ij,jk->ik", .operandCount(expected: 2, given: 1)),
    ("ijk->i", .wrongRank(operand: 0, letters: "ijk", rank: 2)),
    ("ii->i", .extentConflict(letter: "i", first: 2, second: 3)),
    ("ij->ik", .unknownLetter("k")), ("ij->ii", .repeatedLetter("i")),
  ]

  @Test(arguments: EvaluationTests.contractions)
  func `A contraction that does not fit is a typed error`(text: String, expected: EinsumError) {
    let a = DenseTensor(shape: [2, 3], elements: Array(repeating: 1.0, count: 6))
    #expect(throws: expected) { try einsum(text, a) }
  }

  // MARK: - Jacobians

  private func numeric() throws -> (NumericDerivatives, [TensorSymbol]) {
    let x = TensorSymbol("x", [.fixed(3)])
    let h = TensorSymbol("h", [.fixed(3)])
    let f = TensorSymbol("f", [.fixed(2)])
    let W = TensorSymbol("W", [.fixed(2), .fixed(3)])
    let definitions = [
      TensorDefinition(h, .power(.access(x, [.free(0)]), 2)),
      TensorDefinition(
        f,
        .reduction(
          .sum, over: .free(1), extent: .fixed(3),
          .access(W, [.free(0), .free(1)]) * .access(h, [.free(1)]))),
    ]
    let values = Evaluator<Double>(tensors: [
      x: DenseTensor(shape: [3], elements: [1, 2, 3]),
      W: DenseTensor(shape: [2, 3], elements: [1, 2, 3, 4, 5, 6]),
    ])
    return (try NumericDerivatives(definitions, at: values), [x, h, f])
  }

  @Test func `A Jacobian holds every entry by every entry`() throws {
    let (numeric, tensors) = try numeric()
    let expected = DenseTensor(shape: [2, 3], elements: [2.0, 8, 18, 8, 20, 36])
    #expect(try numeric.jacobian(of: tensors[2], wrt: tensors[0]) == expected)
    #expect(try numeric.jacobianByDifferences(of: tensors[2], wrt: tensors[0]).isClose(to: expected))
  }

  @Test func `An intermediate tensor varies freely when it is differentiated by`() throws {
    let (numeric, tensors) = try numeric()
    #expect(try numeric.jacobian(of: tensors[2], wrt: tensors[1]).elements == [1, 2, 3, 4, 5, 6])
  }
}

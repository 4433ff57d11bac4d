
import SeededRandom
import Testing
@testable import IndexCalculus
@testable import LayerGraph

@Suite struct CanonicalFormTests {
  private let x = Samples.x
  private let v = Samples.v
  private let Z = Samples.Z
  private let i = IndexTerm.free(0)
  private let j = IndexTerm.free(1)

  @Test func `The names of bound indices do not matter`() {
    func total(_ number: Int) -> Expression {
      .reduction(.sum, over: .free(number), extent: .fixed(3), x[.free(number)] * Z[i, .free(number)])
    }
    #expect(total(4) == total(77))
    #expect(total(4).hashValue == total(77).hashValue)
    func nested(_ outer: Int, _ inner: Int) -> Expression {
      .sum(
        over: [(.free(outer), .rows), (.free(inner), .fixed(3))], Z[.free(outer), .free(inner)] * x[.free(inner)])
    }
    #expect(nested(3, 4) == nested(9, 2))
  }

  @Test func `A different order of binding or another extent is another formula`() {
    let one = Expression.sum(over: [(.free(3), .rows), (.free(4), .fixed(3))], Z[.free(3), .free(4)])
    let other = Expression.sum(over: [(.free(4), .fixed(3)), (.free(3), .rows)], Z[.free(3), .free(4)])
    #expect(one != other)
    #expect(sum(over: .fixed(3)) { x[$0] } != sum(over: .fixed(2)) { x[$0] })
  }

  @Test func `The order of terms and factors does not matter`() {
    let operands = [x[i], v[i], Z[j, i], exp(x[i]), .delta(i, j), sum { k in x[k] }, pow(x[i], 2), 3]
    var generator = SplitMix64(seed: 3)
    for _ in 0..<20 {
      let shuffled = operands.shuffled(using: &generator)
      #expect(Expression.sum(shuffled) == Expression.sum(operands))
      #expect(Expression.product(shuffled) == Expression.product(operands))
      #expect(shuffled.dropFirst().reduce(shuffled[0], +) == Expression.sum(operands))
    }
  }

  @Test func `Numbers are folded exactly`() {
    #expect(x[i] * 2 * 0.5 == x[i])
    #expect(x[i] + 0.1 + 0.2 == x[i] + 0.3)
    #expect(x[i] * 0 == 0)
    #expect(Expression.number(2) / 3 + 1 / Expression.number(3) == 1)
    #expect(pow(2, -2) == 0.25)
  }

  @Test func `δ is symmetric and knows equal and different numbers`() {
    #expect(delta(i, j) == delta(j, i))
    #expect(delta(i, i) == 1)
    #expect(delta(.constant(1), .constant(2)) == 0)
  }

  @Test func `Replacing a free index does not touch a bound one`() {
    let total = sum { k in Z[i, k] * x[k] }
    #expect(total.replacing([.free(0): j]) == sum { k in Z[j, k] * x[k] })
    #expect(total.replacing([.free(1): i]) == total)
    #expect(total.freeIndices == [.free(0)])
  }

  @Test func `A formula printed and sorted is the same in every run`() {
    let formula = (v[i] - x[i]) * exp(x[i]) / sum { k in exp(x[k]) } + 3
    #expect(formula.description == "3 + exp(x_i) (v_i − x_i)/Σ_k exp(x_k)")
  }

  @Test(arguments: 0..<4)
  func `A random formula rebuilt from its parts is the same formula`(group: Int) {
    for seed in UInt64(group * 50)..<UInt64(group * 50 + 50) {
      var random = RandomExpressions(seed: seed)
      let expression = random.expression(depth: 4)
      #expect(rebuilt(expression) == expression)
    }
  }

  private func rebuilt(_ expression: Expression) -> Expression {
    expression.descending { rebuilt($0) }
  }
}

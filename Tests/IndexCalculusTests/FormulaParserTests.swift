import Testing

@testable import IndexCalculus
@testable import LayerGraph

@Suite struct FormulaParserTests {
  private static let A = Tensor(TensorSymbol("A", [.rows, .fixed(3)]))
  private static let Y = Samples.Y
  private static let X = Tensor(TensorSymbol("X", [.rows, .fixed(4)]))
  private static let adjoint = TensorSymbol("∂CE/∂A", [.rows, .fixed(3)])
  private static let i = IndexTerm.free(0)
  private static let j = IndexTerm.free(1)

  private static let parser = FormulaParser(
    tensors: [
      A.symbol, Y.symbol, X.symbol, adjoint, Samples.W.symbol, Samples.u.symbol, Samples.s.symbol, Samples.labels,
    ],
    free: [.init("r", .rows), .init("s", .fixed(3))])

  static let formulas: [(String, Expression)] = [
    ("(A[r,s] - Y[r,s])/m", (A[i, j] - Y[i, j]) / .extent(.rows)),
    ("(A_rs − Y_rs)/m", (A[i, j] - Y[i, j]) / .extent(.rows)),
    ("a[r,s]", A[i, j]),
    ("2*A_rs^2 - 0.25", 2 * pow(A[i, j], 2) - 0.25),
    ("-A_rs²", -pow(A[i, j], 2)),
    ("A_rs⁻¹ · A_rs^-2", pow(A[i, j], -1) * pow(A[i, j], -2)),
    ("2^0.5 A_r1", pow(2, 0.5) * A[i, .constant(1)]),
    ("A_rs A_rs", A[i, j] * A[i, j]),
    ("1/(2 m)", 1 / (2 * .extent(.rows))),
    ("sum(k, A[r,k]*Y[r,k])/m", sum { k in A[i, k] * Y[i, k] } / .extent(.rows)),
    ("Σ_k A_rk Y_rk", sum { k in A[i, k] * Y[i, k] }),
    ("Σ_k Σ_q W_kq A_rk + 1", sum { k in sum { q in Samples.W[k, q] * A[i, k] } } + 1),
    ("Σ_kq W_kq", sum { k in sum { q in Samples.W[k, q] } }),
    ("exp(A_rs)/Σ_k exp(A_rk)", exp(A[i, j]) / sum { k in exp(A[i, k]) }),
    ("max(k, A[r,k])", max { k in A[i, k] }), ("max_k A_rk", max { k in A[i, k] }),
    ("max(A_rs, 0)", LayerGraph.max(A[i, j], 0)),
    ("delta(s, y[r])", .delta(j, .element(Samples.labels, [i]))),
    ("δ_{s,y_r}", .delta(j, .element(Samples.labels, [i]))),
    ("A[r, y[r]]", A[i, .element(Samples.labels, [i])]),
    ("A_{r,argmax_k Y_rk}", entry(whereGreatest: { k in Y[i, k] }) { A[i, $0] }),
    ("sum(k, delta(k,s)*W[k,k])", sum { k in delta(k, j) * Samples.W[k, k] }),
    ("[A_rs < Y_rs] s", (A[i, j] .< Y[i, j]) * Samples.s[]),
    ("A_rs if [u_r >= 1] else 0", select(Samples.u[i] .>= 1, A[i, j], 0)),
    ("√(σ(A_rs)) + sqrt(π)", sqrt(sigmoid(A[i, j])) + sqrt(.constant(.pi))),
    ("−∂CE/∂A_rs/2", -.access(adjoint, [i, j]) / 2),
    ("log(exp(A_rs)) − tanh(1)", log(exp(A[i, j])) - tanh(1)),
  ]

  @Test(arguments: FormulaParserTests.formulas)
  func `A formula is read as it is meant`(text: String, expected: Expression) throws {
    #expect(try Self.parser.parse(text) == expected)
  }

  static let mistakes: [(String, Int, String)] = [
    ("A[r,s", 6, "the list of indices needs “]” here, where the end stands"),
    ("A[r]", 1, "A has 2 axes, but is given 1 indices; give one index an axis"),
    ("Q[r,s]", 1, "there is no tensor Q; known are A, Y, X, ∂CE/∂A, W, u, s"),
    ("A[r,t]", 5, "the index t is bound by no sum here; the free indices are r, s"),
    ("X[r,s]", 1, "the index s runs over 3 places elsewhere, but over 4 of axis 2 of X; use another letter here"),
    (
      "sum(k, A[r,k]*X[r,k])", 15,
      "the index k runs over 3 places elsewhere, but over 4 of axis 2 of X; use another letter here"
    ),
    (
      "sum(k, A[r,s])", 7, "the extent of k cannot be told, for it indexes no tensor; leave the sum away or use k"
    ),
    ("A[r,s] +", 9, "the formula ends where a number, a tensor or a function is missing"),
    ("A[r,s])", 7, "“)” cannot follow here; put an operator before it or take it away"),
    ("1/2 m", 5, "a factor after a quotient can be read in two ways; write (a/b)*c or a/(b*c)"),
    ("A[r,3]", 1, "A has 3 entries on axis 2, and none numbered 3; count from 0"),
    ("[A_rs]", 6, "a bracket holds a comparison; write [a < b], or use parentheses"),
    ("1/0", 3, "a division by zero has no value; divide by something else"),
    ("sum(A[r,s])", 5, "a sum needs its index first; write sum(k, …)"),
    ("δ_r", 1, "δ needs two indices; write delta(i,j)"),
    ("A_rs ? 2", 6, "“?” cannot follow here; put an operator before it or take it away"),
    (
      "X[r, y[r]] + A[r, argmax(k, X[r,k])]", 14,
      "axis 2 of A has 3 entries, but the formula looks for one of 4"
    ),
    ("A[0,s]", 1, "axis 1 of A runs over the rows of a batch, which have no numbers"),
    ("y_r", 1, "y holds whole numbers, which stand in index positions only; write delta(j, y[i])"),
  ]

  /// A matrix that is called like the number of rows, but for the letter's case.
  @Test func `A size is no tensor's name`() throws {
    let M = Tensor(TensorSymbol("M", [.fixed(3), .fixed(3)]))
    let parser = FormulaParser(tensors: [Self.A.symbol, M.symbol], free: [.init("r", .rows), .init("s", .fixed(3))])
    #expect(try parser.parse("sum(k, A_rk M_ks)/m") == sum { k in Self.A[Self.i, k] * M[k, Self.j] } / .extent(.rows))
  }

  @Test(arguments: FormulaParserTests.mistakes)
  func `A mistake is named with its column`(text: String, column: Int, message: String) {
    #expect(throws: FormulaError(column: column, message)) { try Self.parser.parse(text) }
  }

  @Test func `A name in another letter case is refused where two tensors could be meant`() {
    let parser = FormulaParser(tensors: [TensorSymbol("Ab", []), TensorSymbol("aB", [])], free: [])
    #expect(throws: FormulaError(column: 1, "ab can mean Ab or aB; write it as it is declared")) {
      try parser.parse("ab + 1")
    }
  }

  @Test func `A name may mean anything that has elements`() throws {
    let labels = Samples.labels
    let target = FormulaParser.Name("T", [.rows, .fixed(3)]) { .delta($0[1], .element(labels, [$0[0]])) }
    let parser = FormulaParser(names: [target], free: [.init("r", .rows), .init("s", .fixed(3))])
    #expect(try parser.parse("T_rs") == .delta(Self.j, .element(labels, [Self.i])))
  }

  @Test func `Free letters are found in the order in which they are written`() throws {
    #expect(try Self.parser.freeLetters(in: "sum(k, A[k,t]*A[k,u])/m - A_pt") == ["t", "u", "p"])
  }

  @Test func `A letter bound inside a sum means again afterwards what it meant before`() throws {
    let parsed = try Self.parser.parse("sum(r, A[r,s]) + A[r,s]")
    #expect(parsed == sum { k in Self.A[k, Self.j] } + Self.A[Self.i, Self.j])
  }

  @Test(arguments: 0..<4)
  func `What the product prints is read back as the same formula`(group: Int) throws {
    let parser = FormulaParser(
      tensors: [Samples.x, Samples.u, Samples.Z, Samples.Y, Samples.W].map(\.symbol) + [Samples.labels],
      free: [.init("i", .rows), .init("j", .fixed(3))])
    var readBack = 0
    for seed in UInt64(group * 60)..<UInt64(group * 60 + 60) {
      var random = RandomExpressions(seed: seed)
      let expression = random.expression(depth: 3)
      if expression.defect != nil { continue }
      let result = Result { () throws(FormulaError) in try parser.parse(expression.description) }
      // A sum over nothing is printed without its extent, and no text can bring that back.
      if case .failure(let error) = result, error.message.hasPrefix("the extent of") { continue }
      #expect(result == .success(expression), "seed \(seed): \(expression)")
      readBack += 1
    }
    #expect(readBack > 20)
  }
}

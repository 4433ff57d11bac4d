import IndexCalculus
import Testing

@Suite struct PlainTextTests {
  private let i = IndexTerm.free(0), j = IndexTerm.free(1)
  private let k = Index.free(7), n = Index.free(8)

  private func x(_ positions: IndexTerm...) -> Expression {
    .access(TensorSymbol("x", Array(repeating: .fixed(3), count: positions.count)), positions)
  }

  private func sum(_ index: Index, _ body: Expression) -> Expression {
    .reduction(.sum, over: index, extent: .fixed(3), body)
  }

  @Test func quotients() {
    let total = sum(k, x(.index(k)))
    #expect((x(i) / x(j)).description == "x_i/x_j")
    #expect((x(i) / (x(j) * x(i, j))).description == "x_i/(x_ij x_j)")
    #expect((x(i) / total).description == "x_i/Σ_k x_k")
    #expect((total / x(i)).description == "(Σ_k x_k)/x_i")
    #expect((x(j) * total / x(i)).description == "(x_j Σ_k x_k)/x_i")
    #expect(((x(i) + x(j)) / .extent(.rows)).description == "(x_i + x_j)/m")
    #expect((x(i) / total / (x(j) * .extent(.rows))).description.hasPrefix("x_i/(m "))
  }

  @Test func reductions() {
    #expect(sum(k, x(.index(k)) + x(i)).description == "Σ_k (x_i + x_k)")
    #expect((sum(k, x(.index(k))) + x(i)).description == "x_i + Σ_k x_k")
    #expect((sum(k, x(.index(k))) * x(i)).description == "x_i Σ_k x_k")
    #expect(Expression.power(sum(k, x(.index(k))), 2).description == "(Σ_k x_k)²")
    #expect((-sum(k, -x(.index(k), i))).description == "−Σ_k (−x_ki)")
  }

  @Test func boundLettersDifferFromAllOthers() {
    let rank3 = Expression.access(TensorSymbol("T", [.rows, .rows, .rows]), [i, j, .free(2)])
    #expect((rank3 * sum(n, x(.index(n)))).description == "T_ijk Σ_q x_q")
    let named = Expression.access(TensorSymbol("k", []), [])
    #expect(sum(n, named * x(.index(n))).description == "Σ_q k x_q")
    let names = IndexNames(tensors: [TensorSymbol("i", [.rows])])
    #expect(x(i).formula(names).text == "x_j")
    let manyFree = (0..<20).map { x(.free($0)) }.reduce(1, *)
    #expect((manyFree * sum(.free(30), x(.free(30)))).description.hasSuffix("Σ_h x_h"))
  }

  @Test func numbers() {
    let half = Expression.number(Rational(1, over: 2) ?? .one)
    #expect((half * x(i)).description == "x_i/2")
    #expect((3 * .power(2, x(i))).description == "2^x_i · 3" || (3 * .power(2, x(i))).description == "3 · 2^x_i")
    #expect(Expression.power(half, x(i)).description == "(1/2)^x_i")
    #expect(Expression.power(x(i), half).description == "√(x_i)")
    #expect(Expression.power(.power(x(i), x(j)), x(i)).description == "(x_i^x_j)^x_i")
    #expect((-x(i) - x(j)).description == "−x_i − x_j")
    #expect((0.125 * x(i)).description == "0.125 x_i" || (0.125 * x(i)).description == "x_i/8")
  }

  @Test func choices() {
    let choice = Expression.selection(0 .< x(i), x(i), 0)
    #expect(choice.description == "x_i if 0 < x_i else 0")
    #expect((choice + x(j)).description == "x_j + (x_i if 0 < x_i else 0)")
    #expect((choice .< x(j)).description == "[(x_i if 0 < x_i else 0) < x_j]")
    let nested = Expression.selection(x(i) .< x(j), choice, choice + 1)
    #expect(nested.description == "(x_i if 0 < x_i else 0) if x_i < x_j else 1 + (x_i if 0 < x_i else 0)")
    #expect(((0 .< x(i)) * x(j)).description.contains("[0 < x_i]"))
  }

  @Test func derivatives() {
    let adjoint = Expression.access(TensorSymbol(derivativeOf: TensorSymbol("CE", []), by: TensorSymbol("Z", [.rows, .fixed(3)])), [i, j])
    #expect(adjoint.description == "∂CE/∂Z_ij")
    #expect((x(i) * adjoint).description == "x_i ∂CE/∂Z_ij")
    #expect((x(i) / adjoint).description == "x_i/(∂CE/∂Z_ij)")
    #expect(Expression.power(adjoint, 2).description == "(∂CE/∂Z_ij)²")
    let jacobian = TensorSymbol(
      derivativeOf: TensorSymbol("A", [.rows, .fixed(3)]), by: TensorSymbol("Z", [.rows, .fixed(3)]))
    let names = IndexNames(tensors: [TensorSymbol("A", [.rows, .fixed(3)])])
    let element = Expression.access(jacobian, (0..<4).map(IndexTerm.free))
    #expect(element.formula(names).text == "∂A_ij/∂Z_kn")
  }

  /// Random formulas, printed and read again by a reader that knows nothing but the conventions.
  @Test func printedFormulasReadAsTheyAreMeant() throws {
    var formulas = RandomFormulas(seed: 3)
    let agreement = try Agreement(RandomFormulas.tensors + [RandomFormulas.labels], rows: 3)
    var read = 0
    for _ in 0..<1500 {
      let definition = formulas.definition()
      guard let extents = sharedExtents(definition.body), definition.body.size < 80 else { continue }
      let text = definition.body.description
      let expected = try agreement.numbers.tensor(definition.body, extents: definition.symbol.extents)
      for position in DenseTensor<Double>.positions(of: expected.shape) {
        let places = Dictionary(uniqueKeysWithValues: zip(["i", "j"], position))
        let value = try TextReader.value(of: text, agreement.numbers, places: places, extents: extents)
        let wanted = expected[position]
        #expect(abs(value - wanted) <= 1e-9 * max(1, abs(wanted)), "\(text)")
      }
      read += 1
    }
    #expect(read > 500, "only \(read) formulas were read")
  }

  /// The extent of every bound letter, where all of a formula's sums run over the same extent.
  private func sharedExtents(_ body: Expression) -> [String: Int]? {
    var found: Set<Extent> = []
    body.visit { if case .reduction(_, let binder, _) = $0.form { found.insert(binder.extent) } }
    guard found.count <= 1 else { return nil }
    let count =
      switch found.first {
      case .fixed(let count)?: count
      case .symbolic?, nil: 3
      }
    let letters = "kqpnijhcdgvw".map(String.init) + (0..<40).map { "k\($0)" }
    return Dictionary(uniqueKeysWithValues: letters.map { ($0, count) })
  }
}

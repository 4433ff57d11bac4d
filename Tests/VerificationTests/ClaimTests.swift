import IndexCalculus
import LayerGraph
import Testing
import Verification

struct ClaimTests {
  private func verdict(
    _ graph: WiredGraph, of: String = "CE", wrt: String, _ formula: (TensorAccess) -> Expression
  ) throws -> ClaimVerdict {
    let (first, second) = (try #require(graph.tensor(named: of)), try #require(graph.tensor(named: wrt)))
    let claim = WiredClaim(of: first, wrt: second, formula: formula(TensorAccess(graph: graph)))
    return try ClaimJudge(graph).verdict(on: claim)
  }

  struct TensorAccess {
    let graph: WiredGraph
    let p = IndexTerm.free(0)
    let q = IndexTerm.free(1)
    let r = IndexTerm.free(2)
    let s = IndexTerm.free(3)

    func callAsFunction(_ name: String, _ positions: IndexTerm...) -> Expression {
      graph.program.tensor(named: name).map { .access($0, positions) } ?? .invalid("no tensor \(name)")
    }
  }

  private static let difference: @Sendable (TensorAccess) -> Expression = { t in (t("A", t.p, t.q) - t("Y", t.p, t.q)) / .extent(.rows) }

  @Test func `A claim that a distribution makes right is right because of it`() throws {
    let verdict = try verdict(Graphs.classifier(.oneHot("Y")), wrt: "Z", Self.difference)
    guard case .proved(_, .rowsSumToOne, isGranted: true) = verdict.outcome else {
      Issue.record("\(verdict.outcome)")
      return
    }
    #expect(verdict.isRight)
  }

  @Test func `The same claim about weights is right only under an assumption`() throws {
    let verdict = try verdict(Graphs.classifier(.weights("Y")), wrt: "Z", Self.difference)
    guard case .proved(_, .rowsSumToOne, isGranted: false) = verdict.outcome else {
      Issue.record("\(verdict.outcome)")
      return
    }
    #expect(!verdict.isRight)
    #expect(verdict.truth.result.description == "(A_ij Σ_k Y_ik − Y_ij)/m")
  }

  /// What the graph grants of one target is enough, whatever it does not grant of another.
  @Test func `A distribution beside weights still makes a claim right`() throws {
    let graph = try Graph("G") {
      Input("X", features: 4)
      Affine("W", "b", outputs: 3)
      SoftMax()
      CrossEntropy(.oneHot("Y"))
      Affine("V", "c", outputs: 2).from("X")
      SoftMax()
      CrossEntropy(.weights("Y2"))
      Add().from("CE", "CE2")
    }.wired()
    let granted = try verdict(graph, of: "S", wrt: "Z", Self.difference)
    #expect(granted.isRight && granted.targets == ["Y"], "\(granted.outcome)")
    let assumed = try verdict(graph, of: "S", wrt: "Z2") { t in (t("A2", t.p, t.q) - t("Y2", t.p, t.q)) / .extent(.rows) }
    #expect(!assumed.isRight && assumed.targets == ["Y", "Y2"], "\(assumed.outcome)")
  }

  @Test func `A claim that needs a single 1 in each row is told so`() throws {
    // Y² = Y for a row with a single 1, and for no other distribution.
    let verdict = try verdict(Graphs.classifier(.oneHot("Y")), wrt: "Z") { t in
      (t("A", t.p, t.q) - pow(t("Y", t.p, t.q), 2)) / .extent(.rows)
    }
    guard case .proved(_, .oneHot, isGranted: false) = verdict.outcome else {
      Issue.record("\(verdict.outcome)")
      return
    }
  }

  @Test func `A claim that needs nothing is right without a condition`() throws {
    let verdict = try verdict(Graphs.classifier(.weights("Y")), of: "A", wrt: "Z") { t in
      t("A", t.p, t.q) * delta(t.p, t.r) * (delta(t.q, t.s) - t("A", t.p, t.s))
    }
    guard case .proved(_, .none, _) = verdict.outcome else {
      Issue.record("\(verdict.outcome)")
      return
    }
  }

  @Test func `A wrong claim is shown an entry with both values`() throws {
    let verdict = try verdict(Graphs.classifier(.oneHot("Y")), wrt: "Z") { t in
      (t("Y", t.p, t.q) - t("A", t.p, t.q)) / .extent(.rows)
    }
    guard case .wrong(let difference) = verdict.outcome else {
      Issue.record("\(verdict.outcome)")
      return
    }
    #expect(!verdict.isRight)
    #expect(difference.left != difference.right)
    #expect(difference.position.count == 2)
  }

  @Test func `A derivative that does not exist cannot be claimed`() throws {
    #expect(throws: CalculusError.notDifferentiable(of: "Z", wrt: "A")) {
      try verdict(Graphs.classifier(.oneHot("Y")), of: "Z", wrt: "A") { _ in 0 }
    }
  }
}

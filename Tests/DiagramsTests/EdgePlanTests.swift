import Testing

@testable import Diagrams

struct EdgePlanTests {
  private let diagram = Diagram(
    "plan",
    elements: [
      .node(.init("x", .input)),
      .cluster(
        .init(
          "outer", label: "outer",
          elements: [
            .node(.init("a", .tensor)),
            .cluster(
              .init("inner", label: "inner", elements: [.node(.init("b", .tensor)), .node(.init("c", .tensor))])),
          ])),
      .node(.init("l", .loss)),
      .edge(.init(from: "x", to: "a")),
      .edge(.init(from: "c", to: "l")),
      .edge(.init(from: "l", to: "c", .backward(norm: 1), lines: [.note("outside")])),
      .edge(.init(from: "inner", to: "a", .backward(norm: 1), lines: [.note("in outer")])),
      .edge(.init(from: "c", to: "b", .backward(norm: 1), lines: [.note("in inner")])),
      .edge(.init(from: "c", to: "b", .backward(norm: 1), lines: [.note("again")])),
    ])

  @Test func gradientsAreLaidOutTheWayOfTheValues() {
    let plan = EdgePlan(diagram)
    #expect(plan.edges.map(\.upper.node) == ["x", "c", "c", "a", "b", "b"])
    #expect(plan.edges.map(\.lower.node) == ["a", "l", "l", "b", "c", "c"])
    #expect(plan.edges.map(\.lower.cluster) == [nil, nil, nil, "inner", nil, nil])
  }

  @Test func labelsBelongIntoTheInnermostCommonCluster() {
    let plan = EdgePlan(diagram)
    #expect(plan.labelled(in: nil).map(\.labelNode) == ["l → c"])
    #expect(plan.labelled(in: "outer").map(\.labelNode) == ["inner → a"])
    #expect(plan.labelled(in: "inner").map(\.labelNode) == ["c → b", "c → b (2)"])
  }

  @Test func crossingsCountTheLinesThroughEachSide() {
    let plan = EdgePlan(diagram)
    #expect(plan.crossings(of: "outer") == (upper: 1, lower: 2))
    #expect(plan.crossings(of: "inner") == (upper: 0, lower: 2))
  }

  @Test func onlyValuesBetweenComputedNodesAreKeptStraight() {
    let plan = EdgePlan(diagram)
    #expect(plan.edges.map(plan.isSpine) == [false, true, false, false, false, false])
  }
}

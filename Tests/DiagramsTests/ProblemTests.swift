import Diagrams
import Testing

struct ProblemTests {
  @Test func soundDiagram() {
    let diagram = Diagram(
      "sound",
      elements: [
        .node(.init("a", .input)),
        .cluster(.init("c", label: "c", elements: [.node(.init("b", .loss)), .edge(.init(from: "a", to: "b"))])),
        .edge(.init(from: "c", to: "a", .backward(norm: 1))),
      ])
    #expect(diagram.problems.isEmpty)
  }

  @Test func unsoundDiagram() {
    let edge = Diagram.Edge(from: "a", to: "nobody")
    let diagram = Diagram(
      "unsound",
      elements: [
        .node(.init("a", .input)), .cluster(.init("a", label: "", elements: [])),
        .cluster(.init("empty", label: "", elements: [])), .edge(edge), .edge(.init(from: "a", to: "empty")),
      ])
    let expected: [Diagram.Problem] = [
      .duplicateID("a"), .unknownEndpoint("nobody", edge: edge), .emptyClusterAtEdge("empty"),
    ]
    #expect(diagram.problems == expected)
  }
}

import Diagrams
import Foundation
import Testing

/// Compares DOT text with the files in `Goldens/`. After a change that is meant, write them anew with
/// `UPDATE_GOLDENS=1 swift test --filter DOTGoldenTests` and review the difference.
struct DOTGoldenTests {
  static let small = Diagram(
    "Small", title: "y = W x", showsLegend: true,
    elements: [
      .node(.init("x", .input, lines: [.note("m × 4")])),
      .node(.init("W", .parameter, lines: [.note("4 × 1")])),
      .cluster(
        .init(
          "fused", label: "fused:", formula: "∂L/∂y = 2(y − t)/m",
          elements: [
            .node(.init("y", .tensor, title: "y = Affine(x, W)", lines: [.formula("x W")])),
            .node(.init("L", .loss, title: "L < ∞ & \"finite\"")),
          ])),
      .edge(.init(from: "x", to: "y")),
      .edge(.init(from: "W", to: "y")),
      .edge(.init(from: "y", to: "L")),
      .edge(.init(from: "L", to: "y", .backward(norm: 0.1))),
      .edge(.gradient(from: "fused", to: "W", formula: "∂L/∂W = 2 xᵀ(y − t)/m", shape: "4 × 1", norm: 2.5)),
    ])

  @Test func smallDiagram() throws {
    try expectGolden(Self.small.dot(), "Small.dot")
  }

  @Test func leftToRight() throws {
    var diagram = Self.small
    diagram.direction = .leftToRight
    diagram.showsLegend = false
    diagram.title = nil
    try expectGolden(diagram.dot(), "SmallLeftToRight.dot")
  }

  @Test func equalDiagramsPrintEqualText() {
    let copy = Self.small
    #expect(copy.dot() == Self.small.dot())
  }

  @Test func aBareDiagram() {
    #expect(Diagram("bare").dot().hasPrefix("digraph \"bare\" {\n  rankdir=\"TB\";\n"))
  }

  private func expectGolden(_ text: String, _ name: String, location: SourceLocation = #_sourceLocation) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/\(name)")
    if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] != nil {
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    let golden = try String(contentsOf: file, encoding: .utf8)
    #expect(text == golden, sourceLocation: location)
  }
}

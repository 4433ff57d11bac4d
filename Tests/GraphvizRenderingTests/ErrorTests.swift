import Diagrams
import Foundation
import GraphvizRendering
import Testing

struct ErrorTests {
  private let renderer = GraphvizRenderer()

  @Test(arguments: [
    ("digraph { a -> }", "Graphviz cannot read the DOT text: syntax error in line 1 near '}'"),
    ("hello", "Graphviz cannot read the DOT text: syntax error in line 1 near 'hello'"),
    ("", "Graphviz cannot read the DOT text: there is no graph in it"),
    (
      "digraph { a [label=<<B>x</I>>] }",
      "Graphviz cannot draw the graph: mismatched tag in line 1; ... x</I> ...; in label of node a"
    ),
  ])
  func badText(text: String, expected: String) throws {
    let error = #expect(throws: RenderingError.self) { try renderer.render(dot: text, format: .svg) }
    #expect(error?.description == expected)
  }

  @Test func anErrorOrASecondGraphLeavesNothingBehind() throws {
    _ = try? renderer.render(dot: "digraph { a -> } }", format: .svg)
    _ = try renderer.render(dot: "digraph first {} digraph second {}", format: .svg)
    let svg = try renderer.render(dot: "digraph third {}", format: .svg)
    #expect(String(decoding: svg, as: UTF8.self).contains("<title>third</title>"))
  }

  @Test func warningsReachTheHandler() async throws {
    try await confirmation { confirmed in
      let renderer = GraphvizRenderer { warning in
        #expect(warning == "using box for unknown shape nonsense")
        confirmed()
      }
      _ = try renderer.render(dot: "digraph { a [shape=nonsense] }", format: .svg)
    }
  }

  @Test func unsoundDiagram() {
    let diagram = Diagram("d", elements: [.edge(.init(from: "a", to: "b"))])
    let problem = Diagram.Problem.unknownEndpoint("a", edge: .init(from: "a", to: "b"))
    #expect(throws: RenderingError.invalidDiagram(problem)) { try renderer.render(diagram, format: .svg) }
  }

  @Test(arguments: [0, -1, 2401])
  func resolution(dpi: Int) {
    #expect(throws: RenderingError.resolutionOutOfRange(dpi: dpi)) {
      try renderer.render(Samples.softMaxRegression, format: .png(dpi: dpi))
    }
  }

  @Test func moreThanAPNGCanHold() {
    let error = #expect(throws: RenderingError.self) {
      try renderer.render(Samples.residualMLP, format: .png(dpi: 2400))
    }
    let advice = "pixels are more than a PNG can hold; lower the dpi or write .svg or .pdf"
    #expect(error?.description.hasSuffix(advice) == true)
    #expect(throws: Never.self) {
      try renderer.render(dot: "digraph { size=\"1,1\"; a [width=500] }", format: .png())
    }
  }

  @Test func unknownExtension() {
    let error = #expect(throws: RenderingError.self) {
      try OutputFormat(of: URL(filePath: "/tmp/picture.gif"))
    }
    #expect(
      error?.description == "\"picture.gif\" does not say what to draw; end the file name in .svg, .png, .pdf or .dot")
  }
}

import Diagrams
import Foundation
import GraphvizRendering
import Testing

struct RenderingTests {
  private let renderer = GraphvizRenderer()

  @Test func svgIsWellFormedAndStandsAlone() throws {
    let data = try renderer.render(Samples.softMaxRegression, format: .svg)
    let svg = try #require(SVGReader(data))
    #expect(svg.root["viewBox"] != nil && svg.root["width"]?.hasSuffix("pt") == true)
    #expect(svg.texts.contains("∂CE/∂W = Xᵀ(A − Y)/m"))
    let text = String(decoding: data, as: UTF8.self)
    #expect(!text.contains("DOCTYPE") && !text.contains("<image"))
  }

  @Test func labelsShowTheirTextLiterally() throws {
    let text = "a < b & \"c\" \\N &lt; ∂ Σ ᵀ ⊘ ⊙ − ×"
    let node = Diagram.Node("n", .tensor, title: text, lines: [.formula(text), .note(text), .note("")])
    let cluster = Diagram.Cluster("c", label: text, elements: [.node(.init(text, .loss))])
    let diagram = Diagram("literal", title: text, elements: [.node(node), .cluster(cluster)])
    let svg = try #require(SVGReader(renderer.render(diagram, format: .svg)))
    #expect(svg.texts.count { $0 == text } == 6)
  }

  @Test func pngIsTwiceAsDenseByDefault() throws {
    let single = try pngSize(renderer.render(Samples.softMaxRegression, format: .png(dpi: 96)))
    let double = try pngSize(renderer.render(Samples.softMaxRegression, format: .png()))
    #expect(abs(double.width - 2 * single.width) <= 2 && abs(double.height - 2 * single.height) <= 2)
  }

  @Test func pdfAndDot() throws {
    #expect(try renderer.render(Samples.softMaxRegression, format: .pdf).starts(with: Data("%PDF-".utf8)))
    let dot = try renderer.render(Samples.softMaxRegression, format: .dot)
    #expect(String(decoding: dot, as: UTF8.self) == Samples.softMaxRegression.dot())
  }

  @Test(arguments: [OutputFormat.svg, .dot])
  func equalDiagramsGiveEqualBytes(format: OutputFormat) throws {
    let first = try renderer.render(Samples.residualMLP, format: format)
    #expect(try renderer.render(Samples.residualMLP, format: format) == first)
  }

  @Test(arguments: [Samples.softMaxRegression, Samples.residualMLP], Diagram.Direction.allCases)
  func graphvizHasNothingToRemark(diagram: Diagram, direction: Diagram.Direction) throws {
    var diagram = diagram
    diagram.direction = direction
    let renderer = GraphvizRenderer { Issue.record("Graphviz warns: \($0)") }
    _ = try renderer.render(diagram, format: .svg)
  }

  @Test func everyRoleAndAnEmptyDiagramCanBeDrawn() throws {
    let nodes = Diagram.Node.Role.allCases.map { Diagram.Element.node(.init($0.rawValue, $0)) }
    let diagram = Diagram("roles", showsLegend: true, elements: nodes)
    let svg = try #require(SVGReader(renderer.render(diagram, format: .svg)))
    for role in Diagram.Node.Role.allCases { #expect(svg.texts.count { $0 == role.rawValue } == 2) }
    #expect(try SVGReader(renderer.render(Diagram("empty"), format: .svg)) != nil)
  }

  @Test func sixtyFourAtOnce() async throws {
    let expected = try renderer.render(Samples.softMaxRegression, format: .svg)
    try await withThrowingTaskGroup(of: Data.self) { group in
      for _ in 0..<64 {
        group.addTask { try GraphvizRenderer().render(Samples.softMaxRegression, format: .svg) }
      }
      for try await data in group { #expect(data == expected) }
    }
  }

  private func pngSize(_ data: Data) throws -> (width: Int, height: Int) {
    let bytes = [UInt8](data)
    try #require(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) && bytes.count > 24)
    func number(_ start: Int) -> Int { bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
    return (number(16), number(20))
  }
}

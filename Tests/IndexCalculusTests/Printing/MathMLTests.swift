import Foundation
import IndexCalculus
import LayerGraph
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct MathMLTests {
  @Test func quotient() {
    let x = Expression.access(TensorSymbol("x", [.rows]), [.free(0)])
    #expect(
      ((x - 1) / .extent(.rows)).formula().mathML
        == "<math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"block\"><mfrac><mrow><msub><mi>x</mi>"
        + "<mi>i</mi></msub><mo>−</mo><mn>1</mn></mrow><mi>m</mi></mfrac></math>")
  }

  @Test func reductionAndPower() {
    let x = Expression.access(TensorSymbol("x", [.rows]), [.free(5)])
    let sum = Expression.reduction(.sum, over: .free(5), extent: .rows, .power(x, 2))
    #expect(
      sum.formula().mathML.contains(
        "<mrow><munder><mo>∑</mo><mi>k</mi></munder><msup><msub><mi>x</mi><mi>k</mi></msub><mn>2</mn></msup></mrow>"))
  }

  @Test func derivativeNames() {
    let adjoint = Expression.access(TensorSymbol(derivativeOf: TensorSymbol("CE", []), by: TensorSymbol("Z", [.rows])), [.free(0)])
    #expect(
      adjoint.formula().mathML.contains(
        "<mfrac><mrow><mo>∂</mo><mi>CE</mi></mrow><mrow><mo>∂</mo><msub><mi>Z</mi><mi>i</mi></msub></mrow></mfrac>"))
  }

  @Test func matrices() throws {
    let program = try TypesetGraphs.classifier(.oneHot("Y"))
    let definition = try #require(program.program.definitions.first)
    #expect(
      try #require(definition.matrixNotation).mathML.contains(
        "<mn>𝟏</mn><mo>\u{2062}</mo><msup><mi>b</mi><mo>⊤</mo></msup>"))
  }

  @Test func specialCharactersAreEscaped() throws {
    let odd = Expression.access(TensorSymbol("a<b>&\"c\u{1}", []), [])
    #expect(odd.formula().mathML.contains("<mi>a&lt;b&gt;&amp;&quot;c\u{FFFD}</mi>"))
    try expectSound(odd.formula().mathML)
    try expectSound((odd .< 1).formula().mathML)
  }

  @Test func everythingIsWellFormed() throws {
    var formulas = RandomFormulas(seed: 5)
    for _ in 0..<300 {
      let definition = formulas.definition()
      try expectSound(definition.body.formula().mathML)
      if let matrix = definition.matrixNotation { try expectSound(matrix.mathML) }
    }
    let program = try TypesetGraphs.deep { max(tanh($0), sqrt($0)) }
    for adjoint in program.adjoints {
      let left = adjoint.definition.access.formula()
      try expectSound(TypesetDerivation(left, steps: adjoint.steps).mathML)
    }
    for local in program.locals {
      if let block = local.blockNotation { try expectSound(block.formula.mathML) }
    }
  }

  @Test func theCheckNoticesMistakes() {
    #expect(throws: ElementCheck.Mistake.self) { try expectSound("<math><mi>x</math>") }
    #expect(throws: ElementCheck.Mistake.self) { try expectSound("<math><mfrac><mi>x</mi></mfrac></math>") }
    #expect(throws: ElementCheck.Mistake.self) { try expectSound("<math><mx>x</mx></math>") }
  }

  private func expectSound(_ text: String) throws {
    let parser = XMLParser(data: Data(text.utf8))
    let check = ElementCheck()
    parser.delegate = check
    guard parser.parse() else { throw ElementCheck.Mistake(text: "not well-formed: \(text)") }
    if let mistake = check.mistake { throw ElementCheck.Mistake(text: "\(mistake): \(text)") }
  }
}

/// Checks that every element is one of MathML's, and has as many children as it needs.
private final class ElementCheck: NSObject, XMLParserDelegate {
  struct Mistake: Error { let text: String }

  private(set) var mistake: String?
  private var counts: [Int] = []
  private static let children: [String: Int] = ["mfrac": 2, "msub": 2, "msup": 2, "munder": 2]
  private static let known: Set<String> = [
    "math", "mrow", "mfrac", "msub", "msup", "munder", "mo", "mi", "mn", "mtext", "msqrt", "mtable", "mtr", "mtd",
  ]

  func parser(
    _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?, qualifiedName qName: String?,
    attributes attributeDict: [String: String]
  ) {
    if !Self.known.contains(elementName) { mistake = "there is no element \(elementName)" }
    if let last = counts.indices.last { counts[last] += 1 }
    counts.append(0)
  }

  func parser(
    _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName qName: String?
  ) {
    let count = counts.popLast() ?? 0
    if let needed = Self.children[elementName], needed != count { mistake = "\(elementName) has \(count) children" }
  }

  // Where Foundation stands on libxml2, `parse` answers true for a document that it had to repair.
  func parser(_ parser: XMLParser, parseErrorOccurred parseError: any Error) { mistake = "\(parseError)" }
}

import IndexCalculus
import LayerGraph
import Testing

@Suite struct LaTeXTests {
  @Test func indexNotation() throws {
    let program = try TypesetGraphs.classifier(.oneHot("Y"))
    let latex = definitions(program).mapValues { $0.body.formula().latex }
    #expect(latex["A"] == "\\frac{\\exp(Z_{ij})}{\\sum_{k} \\exp(Z_{ik})}")
    #expect(latex["CE"] == "-\\frac{1}{m} \\sum_{k} \\sum_{q} Y_{kq} \\log(A_{kq})")
    #expect(latex["∂CE/∂Z"] == "\\frac{A_{ij} - Y_{ij}}{m}")
    #expect(latex["∂CE/∂W"] == "\\sum_{k} X_{ki} \\, \\frac{\\partial \\mathit{CE}}{\\partial Z_{kj}}")
    let local = try #require(program.locals.first { $0.goal.of.name == "A" })
    let names = IndexNames(free: ["p", "q", "r", "s"], tensors: program.program.tensors)
    #expect(local.result.formula(names).latex == "A_{pq} \\delta_{pr} (\\delta_{qs} - A_{ps})")
  }

  @Test func matrixNotation() throws {
    let latex = definitions(try TypesetGraphs.classifier(.oneHot("Y"))).compactMapValues { $0.matrixNotation?.latex }
    #expect(latex["Z"] == "\\mathbf{1} b^{\\mathsf T} + X W")
    #expect(latex["A"] == "\\exp(Z) \\oslash (\\exp(Z) \\mathbf{1} \\mathbf{1}^{\\mathsf T})")
    #expect(latex["CE"] == "-\\frac{\\mathbf{1}^{\\mathsf T} (Y \\odot \\log(A)) \\mathbf{1}}{m}")
    #expect(latex["∂CE/∂A"] == "-\\frac{Y \\oslash A}{m}")
    #expect(latex["∂CE/∂W"] == "X^{\\mathsf T} \\, \\frac{\\partial \\mathit{CE}}{\\partial Z}")
    let classes = definitions(try TypesetGraphs.classifier(.classIndices("y"))).compactMapValues { $0.matrixNotation?.latex }
    #expect(classes["∂CE/∂Z"] == "\\frac{A - \\operatorname{onehot}(y)}{m}")
  }

  @Test func names() {
    func latex(_ name: String) -> String { Expression.access(TensorSymbol(name, []), []).formula().latex }
    #expect(latex("W") == "W")
    #expect(latex("W_hidden") == "\\mathit{W\\_hidden}")
    #expect(latex("β") == "\\beta")
    #expect(latex("Wα2") == "\\mathit{W\\alpha 2}")
    #expect(latex("é") == "\\text{é}")
    #expect(latex("重") == "\\text{U+91CD}")
  }

  @Test func parenthesesGrow() {
    let x = Expression.access(TensorSymbol("x", []), [])
    let y = Expression.access(TensorSymbol("y", []), [])
    #expect(Expression.function(.exp, x / y).formula().latex == "\\exp\\left(\\frac{x}{y}\\right)")
    #expect((x .< y).formula().latex == "\\left[x < y\\right]")
    #expect((3 * Expression.power(2, x)).formula().latex.contains("\\cdot"))
  }

  @Test(.enabled(if: LaTeXCompiler.installed != nil, "no LaTeX is installed"))
  func everythingCompiles() throws {
    let compiler = try #require(LaTeXCompiler.installed)
    let log = try compiler.log(of: document().text)
    #expect(!log.contains("\n!"), "\(log.components(separatedBy: "\n!").dropFirst().first ?? "")")
    #expect(log.contains("Output written"))
    #expect(!log.contains("Missing character"))
    let broken = try compiler.log(of: "\\documentclass{article}\\begin{document}$\\frac{$\\end{document}")
    #expect(broken.contains("\n!"), "a broken document must be noticed")
  }

  // MARK: -

  private func definitions(_ program: GradientProgram) -> [String: TensorDefinition] {
    let all = program.program.definitions + program.adjoints.map(\.definition)
    return Dictionary(uniqueKeysWithValues: all.map { ($0.symbol.name, $0) })
  }

  private func document() throws -> LaTeXDocument {
    var document = LaTeXDocument(title: "Derivations & 100% of “rules”: ∂_x #1 {σ}")
    for program in [
      try TypesetGraphs.classifier(.oneHot("Y")), try TypesetGraphs.classifier(.classIndices("y")),
      try TypesetGraphs.deep { select(0 .<= $0, sqrt($0), 0.01 * abs($0)) + softplus($0) + sigmoid($0) + pow(2, $0) },
    ] {
      let names = IndexNames(free: ["p", "q", "r", "s"], tensors: program.program.tensors)
      document.addHeading("Local derivatives")
      for local in program.locals {
        document.add(TypesetDerivation(.identifier("J"), steps: local.steps, names: names))
        if let block = local.blockNotation { document.add(block.formula) }
      }
      for adjoint in program.adjoints {
        document.add(TypesetDerivation(adjoint.definition.access.formula(names), steps: adjoint.steps, names: names))
        if let matrix = adjoint.definition.matrixNotation { document.add(matrix) }
      }
    }
    var formulas = RandomFormulas(seed: 11)
    for _ in 0..<200 {
      let definition = formulas.definition()
      document.add(definition.body.formula())
      if let matrix = definition.matrixNotation { document.add(matrix) }
    }
    for name in ["α", "W_1", "Γ2", "é", "重", "Ω", "ϑ"] {
      document.add(Expression.access(TensorSymbol(name, [.rows]), [.free(0)]).formula())
    }
    return document
  }
}

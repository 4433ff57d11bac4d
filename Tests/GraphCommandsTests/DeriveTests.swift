import Foundation
import ProgramRunning
import Testing

/// `derive`: the formulas, to the letter.
struct DeriveTests {
  @Test func derivesTheGradientsOfIris() throws {
    #expect(
      try Tools.output(Tools.graphs, ["derive", "Iris"]) == """
        ∂CE/∂Z   m × 3

          ∂CE/∂Z_rs = (A_rs − Y_rs)/m
          ∂CE/∂Z = (A − Y)/m

        ∂CE/∂W   4 × 3

          ∂CE/∂W_tu = (1/m) Σ_r X_rt (A_ru − Y_ru)
          ∂CE/∂W = Xᵀ(A − Y)/m

        ∂CE/∂b   3

          ∂CE/∂b_t = (1/m) Σ_r (A_rt − Y_rt)
          ∂CE/∂b = 1ᵀ(A − Y)/m

        """)
  }

  @Test func derivesAnyTensorByAnyOther() throws {
    #expect(
      try Tools.output(Tools.graphs, ["derive", "Iris", "--of", "Z", "--wrt", "W"]) == """
        ∂Z/∂W   m × 3 × 4 × 3

          ∂Z_rs/∂W_tu = X_rt δ_su
          ∂Z/∂W = X ⊗ I   entry by entry, row after row

        """)
  }

  /// Weights grant no sum, so nothing may replace it by 1.
  @Test func keepsTheSumOfGeneralWeights() throws {
    let text = try Tools.output(Tools.faulty, ["derive", "Weighted", "--wrt", "Z"])
    #expect(text.contains("∂CE/∂Z_rs = (A_rs Σ_p Y_rp − Y_rs)/m"), "\(text)")
    // Over matrices the sum is a product with ones.
    #expect(text.contains("∂CE/∂Z = (A ⊙ Y11ᵀ − Y)/m"), "\(text)")
    let good = try Tools.output(Tools.faulty, ["generate", "Good"])
    let weighted = try Tools.output(Tools.faulty, ["generate", "Weighted"])
    #expect(good.contains("///     ∂CE/∂Z_ij = (A_ij − Y_ij)/m"), "\(good)")
    #expect(weighted.contains("///     ∂CE/∂Z_ij = (A_ij Σ_k Y_ik − Y_ij)/m"), "\(weighted)")
    // In the code the weights of a row are added up, which those of a distribution need not be.
    let sumOfWeights = /sum\w*\.add\(.*, of: YTile\)/
    #expect(weighted.contains(sumOfWeights), "\(weighted)")
    #expect(!good.contains(sumOfWeights), "\(good)")
  }

  /// An input that asks for its gradient gets it wherever gradients are shown.
  @Test func derivesTheGradientsOfInputsThatAskForThem() throws {
    #expect(try Tools.output(Tools.faulty, ["derive", "Branched"]).contains("∂total/∂V   m × 3\n"))
    #expect(try Tools.output(Tools.faulty, ["generate", "Branched"]).contains("///     ∂total/∂V_ij = "))
    #expect(try Tools.output(Tools.faulty, ["draw", "Branched"]).contains("∂total/∂V"))
  }

  @Test func namesEveryRuleOfTheWay() throws {
    let text = try Tools.output(Tools.graphs, ["derive", "Iris", "--steps"])
    #expect(text.contains("chain rule"))
    #expect(text.contains("insert the local derivatives"))
    #expect(text.hasSuffix("∂CE/∂b = 1ᵀ(A − Y)/m\n"))
  }

  @Test func writesTheSameIntoAFile() throws {
    try Program.inTemporaryFolder { folder in
      #expect(try Tools.output(Tools.graphs, ["derive", "Iris", "-o", "a.txt"], in: folder) == "")
      let printed = try Tools.output(Tools.graphs, ["derive", "Iris"])
      #expect(try String(contentsOfFile: folder + "/a.txt", encoding: .utf8) == printed)
    }
  }

  @Test func writesLaTeXAndMathML() throws {
    let latex = try Tools.output(Tools.graphs, ["derive", "Iris", "--format", "latex"])
    #expect(latex.contains("\\begin{document}") && latex.trimmingCharacters(in: .newlines).hasSuffix("\\end{document}"))
    let mathML = try Tools.output(Tools.graphs, ["derive", "Iris", "--format", "mathml"])
    #expect(mathML.hasPrefix("<math"))
    // Each element is well-formed, so that it can stand in a page.
    let parser = XMLReader("<page>\(mathML)</page>")
    #expect(parser.isWellFormed)
  }
}

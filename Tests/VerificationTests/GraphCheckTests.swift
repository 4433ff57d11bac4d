@testable import IndexCalculus
import LayerGraph
import TestLayers
import Testing
import Verification

struct GraphCheckTests {
  static let targets: [Target] = [.oneHot("Y"), .classIndices("Y"), .weights("Y")]

  @Test(arguments: targets) func `Every derivative of a classifier agrees with every witness`(target: Target) throws {
    let graph = try Graphs.classifier(target)
    let derivatives = try GraphCheck(graph, at: Graphs.sample(graph)).derivatives()
    #expect(derivatives.map(\.name) == ["∂CE/∂A", "∂A/∂Z", "∂CE/∂Z", "∂Z/∂W", "∂Z/∂b", "∂CE/∂W", "∂CE/∂b"])
    for derivative in derivatives {
      #expect(derivative.agrees, "\(derivative.name): \(derivative.errors)")
      // A single layer has no chain; everything else is seen by all four.
      #expect(derivative.errors.count >= 3)
    }
    #expect(derivatives.filter { $0.name.hasPrefix("∂CE") }.allSatisfy { $0.errors.count == Witness.allCases.count })
  }

  @Test(arguments: [1, 2, 5]) func `Branches, shared paths and scales agree too`(rows: Int) throws {
    let graph = try Graphs.branching()
    for derivative in try GraphCheck(graph, at: Graphs.sample(graph, rows: rows)).derivatives() {
      #expect(derivative.agrees, "\(derivative.name): \(derivative.errors)")
    }
  }

  /// The logarithm of a negative number is held off by a layer after it.
  @Test func `A guard over layers holds in every derivative`() throws {
    let graph = try Graph("Guarded") {
      Input("X", features: 3, differentiated: true)
      Input("U", features: 3)
      Elementwise("L") { log($0) }.from("U")
      Guarded().from("X", "L", "U")
      SquaredError(.values("Y"))
    }.wired()
    let sample = Graphs.sample(graph, rows: 4)
    #expect(sample.values.first { $0.key.name == "U" }?.value.elements.contains { $0 < 0 } == true)
    let derivatives = try GraphCheck(graph, at: sample).derivatives().filter { !$0.name.hasSuffix("/∂U") }
    #expect(derivatives.count > 2)
    for derivative in derivatives where derivative.name.contains("X") || derivative.name.contains("∂H") {
      #expect(derivative.agrees, "\(derivative.name): \(derivative.errors)")
    }
  }

  @Test(arguments: [(1, 1), (1, 3), (4, 1)]) func `One feature or one class is no exception`(features: Int, classes: Int) throws {
    let graph = try Graphs.classifier(.oneHot("Y"), features: features, classes: classes)
    for derivative in try GraphCheck(graph, at: Graphs.sample(graph)).derivatives() {
      #expect(derivative.agrees, "\(derivative.name): \(derivative.errors)")
    }
  }

  /// A product rule that forgets its second half, and δ that is contracted to a wrong place.
  @Test func `A wrong rule does not pass`() throws {
    let halved = Rule(Rule.productRule.name, "∂(f g) = ∂f g", at: .derivative) { expression, knowledge in
      guard let right = Rule.productRule.applied(at: expression, knowing: knowledge),
        case .sum(let terms) = right.form
      else { return nil }
      return terms[0]
    }
    var rules = RuleTable.standard
    rules.differentiation = rules.differentiation.map { $0.name == halved.name ? halved : $0 }
    let graph = try Graphs.classifier(.oneHot("Y"))
    let broken = try GradientProgram(differentiating: graph.program, rules: rules)
    let derivatives = try GraphCheck(graph, gradients: broken, at: Graphs.sample(graph)).derivatives()
    let wrong = derivatives.filter { !$0.agrees }.map(\.name)
    #expect(wrong.contains("∂A/∂Z") && wrong.contains("∂CE/∂Z") && wrong.contains("∂CE/∂W"))
    #expect(!wrong.contains("∂CE/∂A") && !wrong.contains("∂Z/∂b"))
  }

  @Test func `The measure counts an entry that should be zero by its absolute value`() {
    let truth = DenseTensor(shape: [3], elements: [2.0, 0, -4])
    let value = DenseTensor(shape: [3], elements: [1.0, 0.25, -4])
    #expect(value.percentageError(against: truth) == (0.5 + 0.25) / 3)
  }
}

/// `H_ij = x_ij l_ij if 0 < u_ij else x_ij`.
private struct Guarded: GraphLayer {
  var outputName: String { "H" }

  func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let (x, l, u) = (try scope.input(0), try scope.input(1), try scope.input(2))
    return x.map { i, j in x[i, j] + select(u[i, j] .> 0, x[i, j] * l[i, j], 0) }
  }
}

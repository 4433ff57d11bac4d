import LayerGraph
import Testing

/// Names that are taken, unknown, or no names.
struct NameMistakeTests {
  static let mistakes = [
    Mistake(
      "the name X is already that of an input, declared at line \(#line + 2); choose another one", line: 2,
      Graph("G") {
        Input("X", features: 4)
        Input("X", features: 4)
        MeanSquare()
      }),
    Mistake(
      "the name W is already that of a parameter, declared at line \(#line + 3); choose another one", line: 3,
      Graph("G") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        Affine("W", "b2", outputs: 3)
        MeanSquare()
      }),
    Mistake(
      "the name X is already that of an input, declared at line \(#line + 2); choose another one", line: 2,
      Graph("G") {
        Input("X", features: 4)
        Affine("W", "X", outputs: 3)
        MeanSquare()
      }),
    Mistake(
      "the name H is already that of a layer's output, declared at line \(#line + 3); choose another one", line: 3,
      Graph("G") {
        Input("X", features: 4)
        Tanh().named("H")
        Affine("W", "b", outputs: 3).named("H")
        MeanSquare()
      }),
    Mistake(
      "the name Y is already that of a parameter, declared at line \(#line + 3); choose another one", line: 4,
      Graph("G") {
        Input("X", features: 4)
        Affine("Y", "b", outputs: 3)
        SoftMax()
        CrossEntropy(.oneHot("Y"))
      }),
    Mistake(
      "there is no tensor Q before this line; known are X, Z", line: 3,
      Graph("G") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        MeanSquare().from("Q")
      }),
    Mistake(
      "there is no tensor Z before this line; none is declared", line: 1,
      Graph("G") {
        SoftMax().from("Z")
      }),
    // A tensor exists from its own line on.
    Mistake(
      "there is no tensor A before this line; known are X, Z", line: 3,
      Graph("G") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        Add().from("Z", "A")
        SoftMax().named("A")
        MeanSquare()
      }),
  ]

  static let notIdentifiers = ["", " ", "1W", "W 1", "W-1", "a.b", "_", "_W", "W$", "W\n", "class", "self", "W′"]

  @Test(arguments: mistakes) func saysWhichNameIsWrong(mistake: Mistake) { mistake.expectError() }

  @Test(arguments: notIdentifiers) func refusesNamesThatGeneratedCodeCannotUse(name: String) {
    func message(_ role: String) -> String {
      "“\(name)” cannot name \(role): generated code uses the name, so it must be a Swift identifier that begins with "
        + "a letter"
    }
    let input = Graph("G") {
      Input(name, features: 4)
      MeanSquare()
    }
    Mistake(message("an input"), line: 1, input).expectError()
    let parameter = Graph("G") {
      Input("X", features: 4)
      Affine("W", name, outputs: 2)
      MeanSquare()
    }
    Mistake(message("a parameter"), line: 2, parameter).expectError()
    let target = Graph("G") {
      Input("X", features: 4)
      CrossEntropy(.oneHot(name))
    }
    Mistake(message("a target"), line: 2, target).expectError()
    let output = Graph("G") {
      Input("X", features: 4)
      Tanh().named(name)
    }
    Mistake(message("a layer's output"), line: 2, output).expectError()
    let graph = Graph(name) {
      Input("X", features: 4)
      Affine("W", "b", outputs: 3)
      MeanSquare()
    }
    Mistake(message("a graph"), line: 0, graph).expectError()
  }

  static let meanings = ["Tensor", "Float", "Scalar", "GeneratedModels", "min", "parameters", "signature"]

  @Test(arguments: meanings) func refusesNamesThatGeneratedCodeUsesItself(name: String) {
    func message(_ subject: String) -> String {
      "“\(name)” cannot name \(subject): it has a meaning in generated code already; choose another name"
    }
    let graph = Graph(name) {
      Input("X", features: 4)
      Affine("W", "b", outputs: 3)
      MeanSquare()
    }
    Mistake(message("a graph"), line: 0, graph).expectError()
    let parameter = Graph("G") {
      Input("X", features: 4)
      Affine(name, "b", outputs: 3)
      MeanSquare()
    }
    Mistake(message("a parameter"), line: 2, parameter).expectError()
    let input = Graph("G") {
      Input(name, features: 4)
      MeanSquare()
    }
    Mistake(message("an input"), line: 1, input).expectError()
  }

  /// `m` is the number of rows in every formula that is printed or claimed.
  @Test(arguments: ["m", "π"]) func refusesNamesThatFormulasUse(name: String) {
    let graph = Graph("G") {
      Input("X", features: 4)
      Affine("W", name, outputs: 3)
      MeanSquare()
    }
    Mistake(
      "“\(name)” cannot name a parameter: it has a meaning in formulas already; choose another name", line: 2, graph
    ).expectError()
  }

  @Test(arguments: ["W", "W1", "β", "gewöhnlich", "w_1", "重み"])
  func takesNamesThatGeneratedCodeCanUse(name: String) throws {
    let graph = Graph(name) {
      Input("X", features: 4)
      Affine("\(name)0", "b", outputs: 3)
      MeanSquare()
    }
    #expect(try graph.wired().program.parameters.map(\.name) == ["\(name)0", "b"])
  }
}

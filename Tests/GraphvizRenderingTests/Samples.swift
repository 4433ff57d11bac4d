import Diagrams

/// Diagrams as Pullback draws them.
enum Samples {
  static let softMaxRegression = Diagram(
    "Iris", title: "Iris: softmax regression", showsLegend: true,
    elements: [
      .node(.init("X", .input, lines: [.note("150 × 4")])),
      .node(.init("W", .parameter, lines: [.note("4 × 3")])),
      .node(.init("b", .parameter, lines: [.note("3")])),
      .node(.init("Z", .tensor, title: "Z = Affine(X, W, b)", lines: [.formula("X W + b"), .note("150 × 3")])),
      .cluster(
        .init(
          "fused", label: "fused backward:", formula: "∂CE/∂Z = (A − Y)/m",
          elements: [
            .node(
              .init(
                "A", .tensor, title: "A = SoftMax(Z)", lines: [.formula("exp Zᵢⱼ / Σₖ exp Zᵢₖ"), .note("150 × 3")])),
            .node(
              .init(
                "CE", .loss, title: "CE = CrossEntropy(A, Y)",
                lines: [.formula("−(1/m) Σᵢⱼ Yᵢⱼ log Aᵢⱼ"), .note("scalar 1.0986")])),
          ])),
      .node(.init("Y", .target, lines: [.note("150 × 3, one-hot")])),
      .edge(.init(from: "X", to: "Z")),
      .edge(.init(from: "W", to: "Z")),
      .edge(.init(from: "b", to: "Z")),
      .edge(.init(from: "Z", to: "A")),
      .edge(.init(from: "A", to: "CE")),
      .edge(.init(from: "Y", to: "CE")),
      .edge(.gradient(from: "fused", to: "Z", formula: "∂CE/∂Z = (A − Y)/m", shape: "150 × 3", norm: 0.41)),
      .edge(.gradient(from: "Z", to: "W", formula: "∂CE/∂W = Xᵀ(A − Y)/m", shape: "4 × 3", norm: 0.38)),
      .edge(.gradient(from: "Z", to: "b", formula: "∂CE/∂b = 1ᵀ(A − Y)/m", shape: "3", norm: 0.021)),
    ])

  /// Eight layers, a residual connection from the second to the sixth, and gradients that vanish on the way back.
  static let residualMLP: Diagram = {
    var elements: [Diagram.Element] = [.node(.init("X", .input, lines: [.note("m × 64")]))]
    var before = "X"
    for layer in 1...8 {
      elements += Self.layer(layer, before: before)
      before = "H\(layer)"
    }
    elements += [
      .edge(.init(from: "H2", to: "H6")),
      .edge(.init(from: "H6", to: "H2", .backward(norm: 0.004))),
      .node(.init("Y", .target, lines: [.note("m × 10")])),
      .node(.init("L", .loss, title: "L = CrossEntropy(H8, Y)", lines: [.note("scalar")])),
      .edge(.init(from: "H8", to: "L")),
      .edge(.init(from: "Y", to: "L")),
      .edge(.gradient(from: "L", to: "H8", formula: "∂L/∂H8 = (H8 − Y)/m", shape: "m × 10", norm: 0.41)),
    ]
    return Diagram("MLP", title: "Eight layers with a residual", showsLegend: true, elements: elements)
  }()

  private static func layer(_ number: Int, before: String) -> [Diagram.Element] {
    let (tensor, weights) = ("H\(number)", "W\(number)")
    let norm = 0.41 / Double(1 << (2 * (9 - number)))
    let title = number == 6 ? "H6 = ReLU(H5 W6) + H2" : "\(tensor) = ReLU(\(before) \(weights))"
    let adjoint: [Diagram.Element] =
      number == 1 ? [] : [.edge(.init(from: tensor, to: before, .backward(norm: norm / 2)))]
    return [
      .node(.init(weights, .parameter, lines: [.note("64 × 64")])),
      .node(.init(tensor, .tensor, title: title, lines: [.note("m × 64")])),
      .edge(.init(from: before, to: tensor)),
      .edge(.init(from: weights, to: tensor)),
      .edge(
        .gradient(
          from: tensor, to: weights, formula: "∂L/∂\(weights) = \(before)ᵀ((∂L/∂\(tensor)) ⊙ (\(tensor) > 0))",
          norm: norm)),
    ] + adjoint
  }
}

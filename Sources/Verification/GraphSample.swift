import IndexCalculus
import LayerGraph

/// Values for every tensor that comes into a graph from outside.
public struct GraphSample: Sendable {
  public var rows: Int
  /// Inputs, targets of numbers, and parameters.
  public var values: [TensorSymbol: DenseTensor<Double>]
  /// Targets of class indices.
  public var labels: [TensorSymbol: DenseTensor<Int>]

  public init(
    rows: Int, values: [TensorSymbol: DenseTensor<Double>], labels: [TensorSymbol: DenseTensor<Int>]
  ) {
    self.rows = rows
    self.values = values
    self.labels = labels
  }

  /// Random values that keep what each target's kind promises.
  /// - Parameter scale: inputs are uniform within ± this, and parameters within a range that keeps a layer's outputs
  ///   about as large as its inputs, so that nothing saturates however deep the graph is.
  public init(of graph: WiredGraph, rows: Int, scale: Double = 1, using generator: inout some RandomNumberGenerator) {
    self.init(rows: rows, values: [:], labels: [:])
    func shape(_ tensor: TensorSymbol) -> [Int] { tensor.shape(rows: rows) }
    for tensor in graph.program.inputs {
      values[tensor] = DenseTensor(shape: shape(tensor)) { _ in Double.random(in: -scale...scale, using: &generator) }
    }
    for tensor in graph.program.parameters {
      let terms = tensor.rank > 1 ? shape(tensor).dropLast().reduce(1, *) : 1
      let limit = scale * (2 / Double(max(terms, 2))).squareRoot()
      values[tensor] = DenseTensor(shape: shape(tensor)) { _ in Double.random(in: -limit...limit, using: &generator) }
    }
    for target in graph.targets {
      let shape = shape(target.symbol)
      switch target.kind {
      case .classIndices:
        labels[target.symbol] = DenseTensor(shape: shape) { _ in Int.random(in: 0..<target.width, using: &generator) }
      case .values:
        values[target.symbol] = DenseTensor(shape: shape) { _ in Double.random(in: -1...1, using: &generator) }
      case .weights, .distribution:
        let weights = DenseTensor(shape: shape) { _ in Double.random(in: 0.1...1, using: &generator) }
        values[target.symbol] = target.kind == .weights ? weights : weights.rowsScaledToOne(width: target.width)
      }
    }
  }

  /// The graph's formulas, evaluated as they are written.
  public func evaluator() -> Evaluator<Double> {
    Evaluator(rows: rows, tensors: values, integers: labels)
  }
}

extension DenseTensor<Double> {
  fileprivate func rowsScaledToOne(width: Int) -> DenseTensor {
    var result = self
    for start in stride(from: 0, to: elements.count, by: width) {
      let sum = elements[start..<start + width].reduce(0, +)
      for offset in start..<start + width { result.elements[offset] /= sum }
    }
    return result
  }

  /// The square root of the sum of the squares of all entries.
  public var norm: Double { elements.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}

extension GraphSample {
  /// All entries of a derivative at this sample.
  /// - Throws: what the evaluator says of a formula that it cannot evaluate.
  public func value(of derivation: Derivation, in graph: WiredGraph) throws -> DenseTensor<Double> {
    var evaluator = evaluator()
    try evaluator.run(graph.program.definitions)
    let gradients = try graph.differentiated()
    let mentioned = derivation.result.tensors
    if gradients.adjoints.contains(where: { mentioned.contains($0.definition.symbol) }) {
      try evaluator.run(gradients.adjoints.map(\.definition))
    }
    return try evaluator.tensor(derivation.result, extents: derivation.extents)
  }
}

import IndexCalculus
import KernelCompiler
import LayerGraph

/// Holds every derivative of a graph against its witnesses: each layer's own Jacobians, and every derivative of the loss.
public struct GraphCheck {
  private let graph: WiredGraph
  private let gradients: GradientProgram
  private let sample: GraphSample
  /// All values at the sample: the graph's tensors by their own formulas, the derivatives by their derived ones.
  private let values: Evaluator<Double>
  private let truth: NumericDerivatives
  /// A witness may find 0 only up to its rounding.
  private static let zero = 1e-12
  /// How many entries of a tensor the derivatives are taken by, evenly spaced where it has more.
  private let entryLimit: Int

  /// - Parameters:
  ///   - gradients: the derivatives to check; the graph's own without.
  ///   - entryLimit: how many entries of a tensor the derivatives are taken by; all without.
  /// - Throws: `GraphError`, or what the evaluator says of a formula that it cannot evaluate.
  public init(_ graph: WiredGraph, gradients: GradientProgram? = nil, at sample: GraphSample, entryLimit: Int = .max) throws {
    self.entryLimit = entryLimit
    self.graph = graph
    self.sample = sample
    self.gradients = try gradients ?? graph.differentiated()
    truth = try NumericDerivatives(graph.program, at: sample.evaluator())
    var values = sample.evaluator()
    try values.run(graph.program.definitions + self.gradients.adjoints.map(\.definition))
    self.values = values
  }

  /// The derivatives in the order in which the chain rule needs them.
  public func derivatives() throws -> [CheckedDerivative] {
    let loss = graph.program.loss
    let locals = gradients.locals.filter { $0.goal.of != loss }
    return try gradients.adjoints.flatMap { adjoint in
      try [check(adjoint)] + locals.filter { $0.goal.of == adjoint.tensor }.map(check)
    }
  }

  // MARK: - Derivatives of the loss

  private func check(_ adjoint: Adjoint) throws -> CheckedDerivative {
    let symbol = adjoint.definition.symbol
    let value = try valueOf(symbol)
    let loss = graph.program.loss
    let entries = entries(of: value.shape)
    var witnesses: [Witness: DenseTensor<Double>] = [
      .dual: try truth.jacobian(of: loss, wrt: adjoint.tensor, entries: entries),
      .differences: try truth.jacobianByDifferences(of: loss, wrt: adjoint.tensor, entries: entries),
      .nest: try interpreted(symbol).columns(entries, rank: adjoint.tensor.rank),
    ]
    witnesses[.chain] = try chained(adjoint.tensor, entries)
    let checked = value.columns(entries, rank: adjoint.tensor.rank)
    let names = IndexNames(
      for: .init(of: loss, wrt: adjoint.tensor), isParameter: graph.program.parameters.contains(adjoint.tensor))
    return CheckedDerivative(
      name: symbol.name, formula: adjoint.definition.body.formula(names).text, shape: value.shape,
      errors: witnesses.mapValues { checked.percentageError(against: $0, zero: Self.zero) })
  }

  /// Row-major numbers of the entries that a tensor's derivatives are taken by.
  private func entries(of shape: [Int]) -> [Int] {
    let count = shape.reduce(1, *)
    guard count > entryLimit else { return Array(0..<count) }
    return (0..<entryLimit).map { $0 * count / entryLimit }
  }

  private func valueOf(_ symbol: TensorSymbol) throws -> DenseTensor<Double> {
    guard let value = values.tensors[symbol] else { throw Evaluator<Double>.Failure.unknownTensor(symbol.name) }
    return value
  }

  /// `Σ` over the users of a tensor of their derivative, contracted with their Jacobian by the given entries.
  private func chained(_ tensor: TensorSymbol, _ entries: [Int]) throws -> DenseTensor<Double>? {
    var total: DenseTensor<Double>?
    for local in gradients.locals where local.goal.wrt == tensor {
      let user = local.goal.of
      var jacobian = try jacobian(local, entries)
      if user != graph.program.loss {
        jacobian = try valueOf(Adjoint.symbol(of: user, loss: graph.program.loss)).contracted(with: jacobian)
      }
      if let sum = total {
        let elements = zip(sum.elements, jacobian.elements).map { $0 + $1 }
        total = DenseTensor(shape: sum.shape, elements: elements)
      } else {
        total = jacobian
      }
    }
    return total
  }

  /// A layer's Jacobian by some entries, which have the last axis together.
  private func jacobian(_ local: Derivation, _ entries: [Int]) throws -> DenseTensor<Double> {
    let inner = local.goal.wrt.shape(rows: sample.rows)
    let outer = local.goal.of.shape(rows: sample.rows)
    return try DenseTensor(shape: outer + [entries.count]) { position in
      let place = DenseTensor<Double>.position(entries[position[outer.count]], in: inner)
      let indices = zip(local.indices, position.dropLast() + place)
      return try values.value(local.result, at: Dictionary(uniqueKeysWithValues: Array(indices)))
    }
  }

  /// What the loop nest that computes a derivative leaves in memory, worked on in tiles of two rows.
  private func interpreted(_ symbol: TensorSymbol) throws -> DenseTensor<Double> {
    let isRowwise = symbol.extents.first == .rows
    let nest = try KernelLowering(graph: graph, gradients: gradients)
      .nest("derivative", computing: [symbol], storing: isRowwise ? [symbol] : [])
    var interpreter = try LoopNestInterpreter(
      nest, rows: sample.rows, values: sample.values, labels: sample.labels, tileRows: 2)
    let memory = try interpreter.run()
    let output = isRowwise ? KernelLowering.outputSymbol(of: symbol) : symbol
    guard let result = memory[output] else { throw Evaluator<Double>.Failure.unknownTensor(symbol.name) }
    return result
  }

  // MARK: - Jacobians of single layers

  private func check(_ local: Derivation) throws -> CheckedDerivative {
    let (layer, tensor) = (local.goal.of, local.goal.wrt)
    guard let definition = graph.program.definition(of: layer) else {
      throw Evaluator<Double>.Failure.unknownTensor(layer.name)
    }
    let entries = entries(of: tensor.shape(rows: sample.rows))
    let value = try jacobian(local, entries)
    // The layer by itself: what it reads keeps its values, but for the tensor in question.
    let alone = try NumericDerivatives([definition], at: values)
    let witnesses: [Witness: DenseTensor<Double>] = [
      .dual: try alone.jacobian(of: layer, wrt: tensor, entries: entries),
      .differences: try alone.jacobianByDifferences(of: layer, wrt: tensor, entries: entries),
    ]
    var errors = witnesses.mapValues { value.percentageError(against: $0, zero: Self.zero) }
    errors[.nest] = try errorOfPullback(local, value, entries)
    let names = IndexNames(for: local.goal, isParameter: graph.program.parameters.contains(tensor))
    let shape = local.extents.shape(rows: sample.rows)
    return CheckedDerivative(
      name: local.goal.jacobianSymbol.name, formula: local.result.formula(names).text, shape: shape, errors: errors)
  }

  /// A nest works on rows of tensors, not on Jacobians, so it is asked for `Σ_pq V_pq ∂A_pq/∂Z_rs` with some `V`.
  private func errorOfPullback(
    _ local: Derivation, _ jacobian: DenseTensor<Double>, _ entries: [Int]
  ) throws -> Double {
    let (layer, tensor) = (local.goal.of, local.goal.wrt)
    let cotangent = Derivation.cotangent(of: layer)
    let result = try local.vectorJacobianProduct(knowing: gradients.knowledge)
    let nest = try KernelLowering(graph: graph, gradients: gradients).nest(evaluating: result)

    var known = values.tensors
    let weights = DenseTensor(shape: layer.shape(rows: sample.rows)) { position in
      // Any numbers do; these are different in every entry and far from each other's multiples.
      Double(position.reduce(7) { ($0 * 31 + $1 * 17) % 101 }) / 50 - 1
    }
    known[cotangent] = weights
    var interpreter = try LoopNestInterpreter(
      nest, rows: sample.rows, values: known, labels: sample.labels, tileRows: 2)
    let memory = try interpreter.run()
    let output = tensor.extents.first == .rows ? KernelLowering.outputSymbol(of: result.symbol) : result.symbol
    let expected = try weights.contracted(with: jacobian)
    let found = memory[output]?.columns(entries, rank: tensor.rank)
    return found?.percentageError(against: expected, zero: Self.zero) ?? .nan
  }
}

extension DenseTensor<Double> {
  /// The position of an entry that is numbered in row-major order.
  fileprivate static func position(_ number: Int, in shape: [Int]) -> [Int] {
    var rest = number
    return Array(
      shape.reversed().map { extent in
        defer { rest /= extent }
        return rest % extent
      }.reversed())
  }

  /// The given entries of the last axes, taken as one axis.
  fileprivate func columns(_ entries: [Int], rank: Int) -> DenseTensor {
    let width = shape.suffix(rank).reduce(1, *)
    let rows = elements.count / width
    return DenseTensor(
      shape: shape.dropLast(rank) + [entries.count],
      elements: (0..<rows).flatMap { row in entries.map { elements[row * width + $0] } })
  }

  /// `pq,pqrs->rs`, whatever the ranks: contracts all axes of this tensor with the first ones of another.
  fileprivate func contracted(with jacobian: DenseTensor<Double>) throws -> DenseTensor<Double> {
    let letters = "abcdefghijklmnopqrstuvwxyz"
    let own = letters.prefix(shape.count)
    let rest = letters.dropFirst(shape.count).prefix(jacobian.shape.count - shape.count)
    return try einsum("\(own),\(own)\(rest)->\(rest)", self, jacobian)
  }
}

/// Derivatives of the tensors of a program by evaluation alone, to hold the symbolic ones against.
///
/// The tensor that is differentiated by may be computed itself: its definition is then set aside and its entries vary
/// freely, as they do in `∂CE/∂A`.
public struct NumericDerivatives: Sendable {
  private let definitions: [TensorDefinition]
  private let values: Evaluator<Double>

  /// - Parameter values: the tensors from outside and what the symbolic extents stand for.
  /// - Throws: `Evaluator.Failure` where a tensor or an extent has no value.
  public init(_ definitions: [TensorDefinition], at values: Evaluator<Double>) throws {
    self.definitions = definitions
    var values = values
    try values.run(definitions)
    self.values = values
  }

  public init(_ program: TensorProgram, at values: Evaluator<Double>) throws {
    try self.init(program.definitions, at: values)
  }

  /// The values of a tensor of the program.
  /// - Throws: `Evaluator.Failure.unknownTensor`.
  public func values(of tensor: TensorSymbol) throws -> DenseTensor<Double> {
    guard let result = values.tensors[tensor] else {
      throw Evaluator<Double>.Failure.unknownTensor(tensor.name)
    }
    return result
  }

  /// All `∂of/∂wrt` at once, of the shape of `of` followed by that of `wrt`; one run of the program an entry of `wrt`.
  public func jacobian(of output: TensorSymbol, wrt input: TensorSymbol) throws -> DenseTensor<Double> {
    try assembled(output, input) { entry, shape in
      var direction = DenseTensor(shape: shape, elements: Array(repeating: 0.0, count: shape.reduce(1, *)))
      direction.elements[entry] = 1
      return try directional(of: output, wrt: input, along: direction).elements
    }
  }

  /// The Jacobian by extrapolated central differences.
  public func jacobianByDifferences(
    of output: TensorSymbol, wrt input: TensorSymbol, step: Double = 0.02
  ) throws -> DenseTensor<Double> {
    let point = try values(of: input)
    return try assembled(output, input) { entry, _ in
      try Differences.derivative(at: point.elements[entry], step: step) { value in
        var moved = point
        moved.elements[entry] = value
        return try run(between: input, and: output, values, moved)
      }.elements.map(\.value)
    }
  }

  /// `Σ_rs ∂of_pq/∂wrt_rs · direction_rs`, in one run.
  public func directional(
    of output: TensorSymbol, wrt input: TensorSymbol, along direction: DenseTensor<Double>
  ) throws -> DenseTensor<Double> {
    let point = try values(of: input)
    try require(direction.shape, point.shape, "a direction for \(input.name)")
    let moving = DenseTensor(
      shape: point.shape, elements: zip(point.elements, direction.elements).map { DualNumber($0, tangent: $1) })
    let dual = Evaluator<DualNumber>(
      extents: values.extents, tensors: values.tensors.mapValues { $0.map { DualNumber($0) } },
      integers: values.integers)
    return try run(between: input, and: output, dual, moving).map(\.tangent)
  }

  /// `Σ_pq cotangent_pq · ∂of_pq/∂wrt_rs`: what reverse mode computes.
  public func pullback(
    of output: TensorSymbol, wrt input: TensorSymbol, cotangent: DenseTensor<Double>
  ) throws -> DenseTensor<Double> {
    let shape = try values(of: input).shape
    try require(cotangent.shape, values(of: output).shape, "a cotangent of \(output.name)")
    let jacobian = try jacobian(of: output, wrt: input)
    let columns = shape.reduce(1, *)
    var result = Array(repeating: 0.0, count: columns)
    for (row, weight) in cotangent.elements.enumerated() {
      for column in 0..<columns { result[column] += weight * jacobian.elements[row * columns + column] }
    }
    return DenseTensor(shape: shape, elements: result)
  }

  private func require(_ shape: [Int], _ expected: [Int], _ role: String) throws {
    guard shape == expected else {
      throw Evaluator<Double>.Failure.notEvaluable("\(role) needs the shape \(expected), but has \(shape)")
    }
  }

  /// One column an entry of the input, put together to rows by the output's entries.
  private func assembled(
    _ output: TensorSymbol, _ input: TensorSymbol, column: (Int, [Int]) throws -> [Double]
  ) throws -> DenseTensor<Double> {
    let inputShape = try values(of: input).shape
    let outputShape = try values(of: output).shape
    let columns = inputShape.reduce(1, *)
    var elements = Array(repeating: 0.0, count: outputShape.reduce(1, *) * columns)
    for entry in 0..<columns {
      for (row, value) in try column(entry, inputShape).enumerated() { elements[row * columns + entry] = value }
    }
    return DenseTensor(shape: outputShape + inputShape, elements: elements)
  }

  /// Runs only the definitions that lead from `input` to `output`; everything else keeps its values.
  private func run<Number>(
    between input: TensorSymbol, and output: TensorSymbol, _ start: Evaluator<Number>, _ moved: DenseTensor<Number>
  ) throws -> DenseTensor<Number> {
    var varying: Set<TensorSymbol> = [input]
    var evaluator = start
    evaluator.tensors[input] = moved
    for definition in definitions where definition.symbol != input {
      guard !varying.isDisjoint(with: definition.body.tensors) else { continue }
      varying.insert(definition.symbol)
      try evaluator.run([definition])
      if definition.symbol == output { break }
    }
    guard let result = evaluator.tensors[output] else {
      throw Evaluator<Number>.Failure.unknownTensor(output.name)
    }
    return result
  }
}

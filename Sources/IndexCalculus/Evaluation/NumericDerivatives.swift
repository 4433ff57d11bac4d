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
    let shape = try values(of: input).shape
    let all = try jacobian(of: output, wrt: input, entries: Array(0..<shape.reduce(1, *)))
    return DenseTensor(shape: all.shape.dropLast() + shape, elements: all.elements)
  }

  /// The derivatives by single entries of `wrt`, numbered in row-major order, on a last axis of their own.
  public func jacobian(
    of output: TensorSymbol, wrt input: TensorSymbol, entries: [Int]
  ) throws -> DenseTensor<Double> {
    try assembled(output, entries) { entry in
      var direction = try values(of: input).map { _ in 0.0 }
      direction.elements[entry] = 1
      return try directional(of: output, wrt: input, along: direction).elements
    }
  }

  /// All of them by extrapolated central differences.
  public func jacobianByDifferences(
    of output: TensorSymbol, wrt input: TensorSymbol, step: Double = 0.02
  ) throws -> DenseTensor<Double> {
    let shape = try values(of: input).shape
    let all = try jacobianByDifferences(
      of: output, wrt: input, entries: Array(0..<shape.reduce(1, *)), step: step)
    return DenseTensor(shape: all.shape.dropLast() + shape, elements: all.elements)
  }

  /// The same by single entries.
  public func jacobianByDifferences(
    of output: TensorSymbol, wrt input: TensorSymbol, entries: [Int], step: Double = 0.02
  ) throws -> DenseTensor<Double> {
    let point = try values(of: input)
    return try assembled(output, entries) { entry in
      let place = point.elements[entry]
      // A quarter of a small value keeps both sides within the domain of a logarithm or a root.
      let widest = abs(place) < 1e-6 ? step : min(step, abs(place) / 4)
      return try Differences.derivative(at: place, step: widest) { value in
        var moved = point
        moved.elements[entry] = value
        return try run(between: input, and: output, values, moved)
      }.elements.map(\.value)
    }
  }

  /// `Σ_rs ∂of_pq/∂wrt_rs · direction_rs`, in one run.
  private func directional(
    of output: TensorSymbol, wrt input: TensorSymbol, along direction: DenseTensor<Double>
  ) throws -> DenseTensor<Double> {
    let point = try values(of: input)
    let moving = DenseTensor(
      shape: point.shape, elements: zip(point.elements, direction.elements).map { DualNumber($0, tangent: $1) })
    let dual = Evaluator<DualNumber>(
      extents: values.extents, tensors: values.tensors.mapValues { $0.map { DualNumber($0) } },
      integers: values.integers)
    return try run(between: input, and: output, dual, moving).map(\.tangent)
  }

  /// One column an entry of the input, put together to rows by the output's entries.
  private func assembled(
    _ output: TensorSymbol, _ entries: [Int], column: (Int) throws -> [Double]
  ) throws -> DenseTensor<Double> {
    let shape = try values(of: output).shape
    var elements = Array(repeating: 0.0, count: shape.reduce(1, *) * entries.count)
    for (position, entry) in entries.enumerated() {
      for (row, value) in try column(entry).enumerated() { elements[row * entries.count + position] = value }
    }
    return DenseTensor(shape: shape + [entries.count], elements: elements)
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

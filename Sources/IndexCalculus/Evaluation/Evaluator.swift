/// Evaluates formulas densely, entry by entry, exactly as they are written: slow, and obviously right.
public struct Evaluator<Number: EvaluationNumber>: Sendable {
  /// What symbolic extents such as `m` stand for.
  public var extents: [String: Int]
  public var tensors: [TensorSymbol: DenseTensor<Number>]
  /// Tensors of whole numbers, such as class labels.
  public var integers: [TensorSymbol: DenseTensor<Int>]

  public init(
    extents: [String: Int] = [:], tensors: [TensorSymbol: DenseTensor<Number>] = [:],
    integers: [TensorSymbol: DenseTensor<Int>] = [:]
  ) {
    self.extents = extents
    self.tensors = tensors
    self.integers = integers
  }

  /// Values for tensors with a row an example.
  public init(
    rows: Int, tensors: [TensorSymbol: DenseTensor<Number>] = [:], integers: [TensorSymbol: DenseTensor<Int>] = [:]
  ) {
    self.init(extents: [Extent.rows.description: rows], tensors: tensors, integers: integers)
  }

  /// What can be missing when a formula is evaluated.
  public enum Failure: Error, Equatable, CustomStringConvertible {
    case unknownExtent(String)
    case unknownTensor(String)
    case notEvaluable(String)

    public var description: String {
      switch self {
      case .unknownExtent(let name): "the extent \(name) has no value"
      case .unknownTensor(let name): "the tensor \(name) has no values"
      case .notEvaluable(let reason): reason
      }
    }
  }

  public func count(_ extent: Extent) throws -> Int {
    switch extent {
    case .fixed(let count): return count
    case .symbolic(let name):
      guard let count = extents[name] else { throw Failure.unknownExtent(name) }
      return count
    }
  }

  public func shape(_ extents: [Extent]) throws -> [Int] { try extents.map(count) }

  /// All entries of a formula in the free indices `0 ..< extents.count`.
  public func tensor(_ body: Expression, extents: [Extent]) throws -> DenseTensor<Number> {
    try DenseTensor(shape: shape(extents)) { try element(body, at: $0) }
  }

  /// One entry of a formula: the value where its free indices `0, 1, …` take the given places.
  public func element(_ body: Expression, at position: [Int]) throws -> Number {
    var places = Places(for: body)
    for (index, value) in position.enumerated() { places.set(.free(index), value) }
    return try value(body, &places)
  }

  /// The value of a formula with its free indices at the given places.
  public func value(_ expression: Expression, at indices: [Index: Int]) throws -> Number {
    var places = Places(for: expression, indices)
    return try value(expression, &places)
  }

  /// The place that an index position names, with the free indices at the given places.
  public func place(_ term: IndexTerm, at indices: [Index: Int]) throws -> Int {
    var places = Places(for: .delta(term, .constant(-1)), indices)
    return try place(term, &places)
  }

  /// Computes every definition in order and keeps its values.
  public mutating func run(_ definitions: [TensorDefinition]) throws {
    for definition in definitions {
      tensors[definition.symbol] = try tensor(definition.body, extents: definition.symbol.extents)
    }
  }

  private func value(_ expression: Expression, _ places: inout Places) throws -> Number {
    switch expression.form {
    case .number(let value): return .value(of: value)
    case .constant(let constant): return .value(of: constant)
    case .extent(let extent): return .value(of: Rational(try count(extent)))
    case .access(let tensor, let positions):
      guard let values = tensors[tensor] else { throw Failure.unknownTensor(tensor.name) }
      return values.elements[try offset(positions, values.shape, &places)]
    case .delta(let left, let right):
      return try place(left, &places) == place(right, &places) ? .one : .zero
    case .sum(let terms):
      var result = try value(terms[0], &places)
      for term in terms.dropFirst() { result = result + (try value(term, &places)) }
      return result
    case .product(let factors):
      var result = try value(factors[0], &places)
      for factor in factors.dropFirst() { result = result * (try value(factor, &places)) }
      return result
    case .power(let base, let exponent):
      if let rational = exponent.number { return try value(base, &places).raised(to: rational) }
      return try value(base, &places).raised(to: value(exponent, &places))
    case .function(let function, let argument): return try value(argument, &places).applying(function)
    case .reduction(let reduction, let binder, let body):
      return try reduce(reduction, binder, body, &places).value
    case .comparison(let relation, let left, let right):
      return try Number.holds(relation, value(left, &places), value(right, &places)) ? .one : .zero
    case .selection(let condition, let first, let second):
      return try value(condition, &places).isZero ? value(second, &places) : value(first, &places)
    case .derivative: throw Failure.notEvaluable("a derivative that was not worked out cannot be evaluated")
    case .invalid(let reason): throw Failure.notEvaluable(reason)
    }
  }

  private func reduce(
    _ reduction: Reduction, _ binder: Binder, _ body: Expression, _ places: inout Places
  ) throws -> (value: Number, place: Int) {
    var result: (value: Number, place: Int)?
    let shadowed = places.get(binder.index)
    defer { places.set(binder.index, shadowed) }
    for place in 0..<(try count(binder.extent)) {
      places.set(binder.index, place)
      let next = try value(body, &places)
      guard let current = result else {
        result = (next, place)
        continue
      }
      switch reduction {
      case .sum: result = (current.value + next, place)
      case .max: if Number.holds(.less, current.value, next) { result = (next, place) }
      }
    }
    return result ?? (.zero, 0)
  }

  private func place(_ term: IndexTerm, _ places: inout Places) throws -> Int {
    switch term {
    case .index(let index): return places.get(index)
    case .constant(let value): return value
    case .element(let tensor, let positions):
      guard let values = integers[tensor] else { throw Failure.unknownTensor(tensor.name) }
      return values.elements[try offset(positions, values.shape, &places)]
    case .argmax(let binder, let body): return try reduce(.max, binder, body, &places).place
    }
  }

  private func offset(_ positions: [IndexTerm], _ shape: [Int], _ places: inout Places) throws -> Int {
    var offset = 0
    for axis in positions.indices { offset = offset * shape[axis] + (try place(positions[axis], &places)) }
    return offset
  }
}

/// The values of all indices while one entry is computed.
private struct Places {
  private var free: [Int]
  private var bound: [Int]

  init(for expression: Expression) {
    free = Array(repeating: 0, count: max(expression.node.highestFree, 0) + 8)
    bound = Array(repeating: 0, count: expression.level + 1)
  }

  init(for expression: Expression, _ indices: [Index: Int]) {
    self.init(for: expression)
    for (index, place) in indices { set(index, place) }
  }

  func get(_ index: Index) -> Int {
    switch index {
    case .free(let number): number < free.count ? free[number] : 0
    case .bound(let level): level < bound.count ? bound[level] : 0
    }
  }

  mutating func set(_ index: Index, _ value: Int) {
    switch index {
    case .free(let number): if number < free.count { free[number] = value }
    case .bound(let level): if level < bound.count { bound[level] = value }
    }
  }
}

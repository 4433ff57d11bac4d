@testable import IndexCalculus

/// Values of expressions that still hold a ∂: each is worked out by dual numbers, and no rule has a part in it.
struct Materialised {
  private var evaluator: Evaluator<Double>
  private var count = 0

  init(_ evaluator: Evaluator<Double>) { self.evaluator = evaluator }

  mutating func tensor(_ expression: Expression, _ extents: [Extent]) throws -> DenseTensor<Double> {
    let known = Dictionary(uniqueKeysWithValues: extents.enumerated().map { (Index.free($0.offset), $0.element) })
    let plain = try replacing(expression, known)
    return try evaluator.tensor(plain, extents: extents)
  }

  private mutating func replacing(_ expression: Expression, _ extents: [Index: Extent]) throws -> Expression {
    guard expression.kinds.contains(.derivative) else { return expression }
    switch expression.form {
    case .derivative(let body, let tensor, let positions):
      return try values(of: body, by: tensor, positions, extents)
    case .reduction(let reduction, let binder, let body):
      let highest = extents.keys.reduce(expression.unusedIndex) { Index.higher($0, $1 == $0 ? $0 : $1) }
      let index = Index.free((highest.number ?? 0) + 1)
      var inner = extents
      inner[index] = binder.extent
      let opened = try replacing(body.opening(binder, as: index), inner)
      return .reduction(reduction, over: index, extent: binder.extent, opened)
    default:
      return try expression.mapped({ try replacing($0, extents) }, terms: { $0 })
    }
  }

  /// An access to a tensor that holds the derivative's values, over the body's free indices and the tensor's axes.
  private mutating func values(
    of body: Expression, by tensor: TensorSymbol, _ positions: [IndexTerm], _ extents: [Index: Extent]
  ) throws -> Expression {
    let indices = body.freeIndices.sorted()
    let axes = indices.compactMap { extents[$0] }
    let renaming = Dictionary(uniqueKeysWithValues: zip(indices, (0...).lazy.map(IndexTerm.free)))
    let result = TensorDefinition(TensorSymbol("body", axes), body.replacing(renaming))
    count += 1
    let symbol = TensorSymbol("derivative\(count)", axes + tensor.extents)
    evaluator.tensors[symbol] = try NumericDerivatives([result], at: evaluator)
      .jacobian(of: result.symbol, wrt: tensor)
    return .access(symbol, indices.map(IndexTerm.index) + positions)
  }
}

extension Index {
  fileprivate var number: Int? {
    if case .free(let number) = self { number } else { nil }
  }
}

import IndexCalculus
import SeededRandom
import Testing

/// Values for every tensor of some formulas, and what the two notations make of them.
struct Agreement {
  var numbers: Evaluator<Double>

  init(_ tensors: some Sequence<TensorSymbol>, rows: Int = 5, seed: UInt64 = 1) throws {
    var random = SplitMix64(seed: seed)
    numbers = Evaluator(rows: rows)
    for symbol in tensors.sorted(by: { $0.name < $1.name }) {
      let shape = try numbers.shape(symbol.extents)
      switch symbol.element {
      case .real: numbers.tensors[symbol] = DenseTensor(shape: shape) { _ in .random(in: 0.2...1.7, using: &random) }
      case .place(let axis):
        let count = try numbers.count(axis)
        numbers.integers[symbol] = DenseTensor(shape: shape) { _ in .random(in: 0..<count, using: &random) }
      }
    }
  }

  /// The values of a vector or a matrix in row-major order, by its formula in index notation.
  func reference(_ definition: TensorDefinition) throws -> [Double] {
    try numbers.tensor(definition.body, extents: definition.symbol.extents).elements
  }

  func matrixForm(_ matrix: MatrixExpression, row: Int = 0) throws -> [Double] {
    try MatrixEvaluator(numbers: numbers, row: row).value(matrix).rows.flatMap { $0 }
  }

  /// The largest difference of the two, relative to the size of the values.
  func deviation(_ definition: TensorDefinition, _ matrix: MatrixExpression) throws -> Double {
    deviation(try reference(definition), try matrixForm(matrix))
  }

  func deviation(_ expected: [Double], _ actual: [Double]) -> Double {
    guard expected.count == actual.count else { return .infinity }
    return zip(expected, actual).map { abs($0 - $1) / max(1, abs($0)) }.max() ?? 0
  }
}

import SeededRandom
@testable import IndexCalculus
@testable import LayerGraph

/// The tensors that the tests write formulas with, and random values for them.
enum Samples {
  static let rows = 4
  static let width = 3

  static let x = Tensor(TensorSymbol("x", [.fixed(width)]))
  static let v = Tensor(TensorSymbol("v", [.fixed(width)]))
  static let u = Tensor(TensorSymbol("u", [.rows]))
  static let Z = Tensor(TensorSymbol("Z", [.rows, .fixed(width)]))
  static let Y = Tensor(TensorSymbol("Y", [.rows, .fixed(width)]))
  static let B = Tensor(TensorSymbol("B", [.rows, .fixed(width)]))
  static let W = Tensor(TensorSymbol("W", [.fixed(width), .fixed(width)]))
  static let s = Tensor(TensorSymbol("s", []))
  static let labels = TensorSymbol("y", [.rows], element: .place(on: .fixed(width)))

  /// Rows of `Y` sum to one.
  static let rowsOfY = Knowledge.KnownSum(Y.symbol, axis: 1, value: 1)

  /// Which values the tensors take.
  enum Values { case positive, signed, tied }

  static func shape(_ extents: [Extent]) -> [Int] {
    extents.map { extent in
      switch extent {
      case .fixed(let count): count
      case .symbolic: rows
      }
    }
  }

  /// Random values for all `tensors`; those with a known sum honour it.
  static func evaluator(
    for tensors: some Sequence<TensorSymbol>, _ values: Values = .positive, sums: [Knowledge.KnownSum] = [],
    seed: UInt64 = 1
  ) -> Evaluator<Double> {
    var generator = SplitMix64(seed: seed)
    var evaluator = Evaluator<Double>(rows: rows)
    for tensor in tensors.sorted(by: { $0.name < $1.name }) {
      let shape = shape(tensor.extents)
      if tensor.holdsPlaces {
        evaluator.integers[tensor] = DenseTensor(shape: shape) { _ in Int.random(in: 0..<width, using: &generator) }
        continue
      }
      var dense = DenseTensor(shape: shape) { _ in number(values, &generator) }
      if sums.contains(where: { $0.tensor == tensor }) { normaliseRows(&dense) }
      evaluator.tensors[tensor] = dense
    }
    return evaluator
  }

  private static func number(_ values: Values, _ generator: inout SplitMix64) -> Double {
    switch values {
    case .positive: Double.random(in: 0.2...1.6, using: &generator)
    case .signed: Double.random(in: -1.5...1.5, using: &generator)
    case .tied: [-1.0, 1.0, 1.0, 2.0].randomElement(using: &generator) ?? 1
    }
  }

  private static func normaliseRows(_ tensor: inout DenseTensor<Double>) {
    for row in 0..<tensor.shape[0] {
      let total = (0..<tensor.shape[1]).reduce(0.0) { $0 + tensor[[row, $1]] }
      for column in 0..<tensor.shape[1] { tensor[[row, column]] /= total }
    }
  }
}

extension Double {
  /// Equal up to rounding, relative to the greater of both and 1.
  func isClose(to other: Double, within tolerance: Double = 1e-9) -> Bool {
    if self == other { return true }
    return abs(self - other) <= tolerance * max(1, abs(self), abs(other))
  }
}

extension DenseTensor<Double> {
  func isClose(to other: DenseTensor<Double>, within tolerance: Double = 1e-9) -> Bool {
    shape == other.shape && zip(elements, other.elements).allSatisfy { $0.isClose(to: $1, within: tolerance) }
  }
}

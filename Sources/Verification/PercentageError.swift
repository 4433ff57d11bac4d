import IndexCalculus

extension DenseTensor<Double> {
  /// The mean absolute percentage error against true values, an entry whose true value is 0 counting by its absolute
  /// value. Not a number where the shapes differ or a value is none.
  public func percentageError(against truth: DenseTensor<Double>) -> Double {
    guard shape == truth.shape, !elements.isEmpty else { return .nan }
    let errors = zip(elements, truth.elements).map { value, expected in
      expected == 0 ? abs(value) : abs((value - expected) / expected)
    }
    return errors.reduce(0, +) / Double(errors.count)
  }
}

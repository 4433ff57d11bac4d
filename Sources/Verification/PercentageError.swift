import IndexCalculus

extension DenseTensor<Double> {
  /// The mean absolute percentage error against true values, an entry whose true value is 0 counting by its absolute
  /// value. Not a number where the shapes differ or a value is none.
  /// - Parameter zero: the magnitude up to which a true value counts as 0, for true values that are computed themselves.
  public func percentageError(against truth: DenseTensor<Double>, zero: Double = 0) -> Double {
    guard shape == truth.shape, !elements.isEmpty else { return .nan }
    let errors = zip(elements, truth.elements).map { value, expected in
      abs(expected) <= zero ? abs(value - expected) : abs((value - expected) / expected)
    }
    return errors.reduce(0, +) / Double(errors.count)
  }
}

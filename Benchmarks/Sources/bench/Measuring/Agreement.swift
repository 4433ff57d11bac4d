import Foundation

/// Compares the loss and every entry of every gradient of two contenders.
struct Agreement {
  let loss: Double
  let gradients: TensorFile
  let precision: Precision

  /// The largest difference, relative to the largest entry of its tensor.
  func difference(loss other: Double, gradients path: String) throws -> Double {
    let file = try TensorFile(path: path)
    guard file.names == gradients.names else { throw BenchError("the gradients \(file.names) were returned") }
    var largest = abs(other - loss) / max(abs(loss), 1e-3)
    for name in file.names {
      let found = precision == .float
        ? try difference(name, file, Float.self) : try difference(name, file, Double.self)
      // NaN must not get lost in a comparison.
      largest = found > largest || found.isNaN ? found : largest
    }
    return largest
  }

  private func difference<Scalar: BinaryFloatingPoint & BitwiseCopyable>(
    _ name: String, _ file: TensorFile, _: Scalar.Type
  ) throws -> Double {
    let expected: [Scalar] = try gradients.elements(name)
    let found: [Scalar] = try file.elements(name)
    guard try file.shape(name) == gradients.shape(name) else { throw BenchError("\(name) has another shape") }
    var (largest, scale) = (Scalar(0), Scalar(0))
    for i in expected.indices {
      let distance = abs(expected[i] - found[i])
      if !(distance <= largest) { largest = distance }
      scale = max(scale, abs(expected[i]))
      if largest.isNaN { return .nan }
    }
    return Double(largest) / max(Double(scale), 1e-300)
  }
}

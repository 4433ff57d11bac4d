import KernelRuntime

/// The least work a workload can be done with, and so the least time on a machine of known rates.
///
/// Operations are those of the contractions alone, a multiply-add counting as two: each affine layer `m × k × n` takes
/// `2mkn` forwards, `2mkn` for its weights' gradient, and `2mkn` for the gradient to its input where anything needs it.
/// Bytes are those that must move once: inputs, labels and parameters in, gradients out. Exponentials, and every second
/// pass over memory, are left out: a floor must not be too high.
struct Floor: Codable, Sendable {
  let operations: Double
  let bytes: Double

  init(_ workload: Workload, _ precision: Precision) {
    let signature = workload.signature
    let weights = signature.parameters.filter { $0.shape.count == 2 }
    let rows = Double(workload.rows)
    operations = weights.enumerated().reduce(0) { sum, layer in
      let products = layer.offset > 0 || workload.differentiatesInput ? 3.0 : 2
      return sum + products * 2 * rows * Double(layer.element.count)
    }
    let parameters = Double(signature.parameters.reduce(0) { $0 + $1.count })
    let inputs = rows * Double(signature.inputs.reduce(0) { $0 + $1.width })
    let elements = 2 * parameters + (workload.differentiatesInput ? 2 : 1) * inputs
    bytes = elements * Double(precision.bytes) + rows * 4
  }

  func nanoseconds(at rates: Rates) -> Double {
    max(operations / rates.operations, bytes / rates.bytes) * 1e9
  }
}

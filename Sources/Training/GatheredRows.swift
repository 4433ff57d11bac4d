import KernelRuntime

/// Tensors of a fixed number of rows, filled again and again with other rows of a larger batch.
struct GatheredRows<Scalar: KernelScalar>: Sendable {
  private let signature: ModelSignature
  private var inputs: [Tensor<Scalar>]
  private var targets: [Target<Scalar>]
  /// Stands in a target's place while its tensor is written, so that the tensor has one owner and is not copied.
  private let placeholder = Target<Scalar>.rows(Tensor(shape: [0]))

  init(count: Int, like whole: Batch<Scalar>, signature: ModelSignature) {
    self.signature = signature
    inputs = whole.inputs.tensors.map { Tensor(shape: [count] + $0.shape.dropFirst()) }
    targets = whole.targets.map { target in
      switch target {
      case .classes(let indices): .classes(indices)
      case .rows(let tensor): .rows(Tensor(shape: [count] + tensor.shape.dropFirst()))
      }
    }
  }

  /// The given rows of a batch, as a batch of their own.
  mutating func gather(_ rows: ArraySlice<Int>, from whole: Batch<Scalar>) throws(KernelError) -> Batch<Scalar> {
    for position in inputs.indices {
      copy(rows, of: whole.inputs.tensors[position], to: &inputs[position])
    }
    for position in targets.indices {
      switch whole.targets[position] {
      case .classes(let source): gatherClasses(rows, of: source, position)
      case .rows(let source): gatherRows(rows, of: source, position)
      }
    }
    return try Batch(inputs: inputs, targets: targets, for: signature)
  }

  private mutating func gatherClasses(_ rows: ArraySlice<Int>, of source: ClassIndices, _ position: Int) {
    guard var indices = takeClasses(position) else { return }
    indices.gather(rows, from: source)
    targets[position] = .classes(indices)
  }

  private mutating func gatherRows(_ rows: ArraySlice<Int>, of source: Tensor<Scalar>, _ position: Int) {
    guard var tensor = takeRows(position) else { return }
    copy(rows, of: source, to: &tensor)
    targets[position] = .rows(tensor)
  }

  // Each of these returns the only reference, which is why they are functions: at their end nothing else holds one.
  private mutating func takeClasses(_ position: Int) -> ClassIndices? {
    guard case .classes(let indices) = targets[position] else { return nil }
    targets[position] = placeholder
    return indices
  }

  private mutating func takeRows(_ position: Int) -> Tensor<Scalar>? {
    guard case .rows(let tensor) = targets[position] else { return nil }
    targets[position] = placeholder
    return tensor
  }
}

/// Writes the given rows of one tensor over all rows of another, of the same features.
private func copy<Scalar: KernelScalar>(
  _ rows: ArraySlice<Int>, of source: Tensor<Scalar>, to destination: inout Tensor<Scalar>
) {
  let width = source.count / source.shape[0]
  destination.withMutableElements { destination in
    precondition(destination.count == rows.count * width, "gathered rows must fill their tensor")
    source.withElements { source in
      guard var target = destination.baseAddress, let base = source.baseAddress else { return }
      for row in rows {
        target.update(from: base + row * width, count: width)
        target += width
      }
    }
  }
}

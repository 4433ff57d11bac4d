/// All parameters of a model, or a gradient with respect to all of them, in one stretch of memory.
///
/// An optimiser works on the whole vector; a reader gets each tensor by its name. Every tensor starts on a cache line;
/// the gaps between tensors hold zeros and stay zero under any linear update.
public struct ParameterVector<Scalar: KernelScalar>: Sendable {
  public let parameters: [ModelSignature.Parameter]
  /// The offset of each parameter's first element, in elements.
  @usableFromInline let offsets: [Int]
  /// The elements of each parameter.
  @usableFromInline let counts: [Int]
  @usableFromInline var storage: AlignedStorage<Scalar>

  /// All zeros.
  public init(_ parameters: [ModelSignature.Parameter]) {
    self.parameters = parameters
    let line = AlignedStorage<Scalar>.alignment / MemoryLayout<Scalar>.stride
    var offsets: [Int] = []
    var end = 0
    for parameter in parameters {
      offsets.append(end)
      end += (parameter.count + line - 1) / line * line
    }
    self.offsets = offsets
    counts = parameters.map(\.count)
    storage = AlignedStorage(repeating: 0, count: end)
  }

  /// The number of elements, the gaps included.
  public var count: Int { storage.count }

  /// The tensor of the given name, copied.
  /// - Throws: `KernelError.unknownParameter`.
  public func tensor(_ name: String) throws(KernelError) -> Tensor<Scalar> {
    tensor(at: try position(of: name))
  }

  /// The tensor at a position of the signature, copied.
  public func tensor(at position: Int) -> Tensor<Scalar> {
    var result = Tensor<Scalar>(shape: parameters[position].shape)
    result.withMutableElements {
      $0.baseAddress?.update(from: storage.base + offsets[position], count: parameters[position].count)
    }
    return result
  }

  /// Replaces the tensor of the given name.
  /// - Throws: `KernelError.unknownParameter`, or `KernelError.shape` when the shapes differ.
  public mutating func set(_ name: String, to tensor: Tensor<Scalar>) throws(KernelError) {
    let position = try position(of: name)
    let parameter = parameters[position]
    guard tensor.shape == parameter.shape else {
      throw .shape(name: name, expected: KernelError.text(parameter.shape), found: tensor.shape)
    }
    let target = mutablePointer(at: position, count: parameter.count)
    tensor.withElements {
      if let source = $0.baseAddress { target.update(from: source, count: parameter.count) }
    }
  }

  /// The places of a parameter's elements, in row-major order, among all elements.
  /// - Throws: `KernelError.unknownParameter`.
  public func range(of name: String) throws(KernelError) -> Range<Int> {
    let position = try position(of: name)
    return offsets[position]..<offsets[position] + counts[position]
  }

  private func position(of name: String) throws(KernelError) -> Int {
    guard let position = parameters.firstIndex(where: { $0.name == name }) else {
      throw .unknownParameter(name: name, known: parameters.map(\.name))
    }
    return position
  }

  /// The first element of the parameter at a position of the signature. For generated code.
  @inlinable
  public func pointer(at position: Int, count: Int) -> UnsafePointer<Scalar> {
    precondition(counts[position] == count, "the parameters are those of another graph")
    return UnsafePointer(storage.base + offsets[position])
  }

  /// The same for writing. For generated code.
  @inlinable
  public mutating func mutablePointer(at position: Int, count: Int) -> UnsafeMutablePointer<Scalar> {
    precondition(counts[position] == count, "the gradient is that of another graph")
    makeUnique()
    return storage.base + offsets[position]
  }

  @usableFromInline
  mutating func makeUnique() {
    if !isKnownUniquelyReferenced(&storage) { storage = AlignedStorage(copying: storage) }
  }

  /// Reads all elements, the gaps included. The pointer must not leave the closure.
  @inlinable
  public func withElements<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeBufferPointer(start: storage.base, count: storage.count))
  }

  /// Writes all elements in place. The pointer must not leave the closure.
  @inlinable
  public mutating func withMutableElements<Result, Failure: Error>(
    _ body: (UnsafeMutableBufferPointer<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    makeUnique()
    return try body(UnsafeMutableBufferPointer(start: storage.base, count: storage.count))
  }
}

/// All parameters of a model, or a gradient with respect to all of them, in one stretch of memory.
///
/// An optimiser works on the whole vector; a reader gets each tensor by its name. Every tensor starts on a cache line;
/// the gaps between tensors hold zeros and stay zero under any linear update.
public struct ParameterVector<Model: GeneratedModel>: Sendable {
  public typealias Scalar = Model.Scalar

  /// The offset of each parameter's first element, in elements.
  @usableFromInline let offsets: [Int]
  @usableFromInline var storage: AlignedStorage<Scalar>

  /// All zeros.
  public init() {
    let line = AlignedStorage<Scalar>.alignment / MemoryLayout<Scalar>.stride
    var offsets: [Int] = []
    var end = 0
    for parameter in Model.signature.parameters {
      offsets.append(end)
      end += (parameter.count + line - 1) / line * line
    }
    self.offsets = offsets
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
    var result = Tensor<Scalar>(shape: Model.signature.parameters[position].shape)
    result.withMutableElements {
      $0.baseAddress?.update(from: storage.base + offsets[position], count: $0.count)
    }
    return result
  }

  /// Replaces the tensor of the given name.
  /// - Throws: `KernelError.unknownParameter`, or `KernelError.shape` when the shapes differ.
  public mutating func set(_ name: String, to tensor: Tensor<Scalar>) throws(KernelError) {
    let position = try position(of: name)
    let shape = Model.signature.parameters[position].shape
    guard tensor.shape == shape else {
      throw .shape(name: name, expected: KernelError.text(shape), found: tensor.shape)
    }
    mutablePointer(at: position).update(from: tensor.pointer, count: tensor.count)
  }

  /// The places of a parameter's elements, in row-major order, among all elements.
  /// - Throws: `KernelError.unknownParameter`.
  public func range(of name: String) throws(KernelError) -> Range<Int> {
    let position = try position(of: name)
    return offsets[position]..<offsets[position] + Model.signature.parameters[position].count
  }

  private func position(of name: String) throws(KernelError) -> Int {
    let parameters = Model.signature.parameters
    guard let position = parameters.firstIndex(where: { $0.name == name }) else {
      throw .unknownParameter(name: name, known: parameters.map(\.name))
    }
    return position
  }

  /// The first element of the parameter at a position of the signature. For generated code; the vector must outlive the
  /// pointer.
  @inlinable
  public func pointer(at position: Int) -> UnsafePointer<Scalar> { UnsafePointer(storage.base + offsets[position]) }

  /// The same for writing. For generated code.
  @inlinable
  public mutating func mutablePointer(at position: Int) -> UnsafeMutablePointer<Scalar> {
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

import KernelRuntime

extension ParameterFile {
  /// Reads a file and checks that it is complete and consistent. Nothing in a file can make this trap.
  /// - Throws: `ParameterFileError`.
  public init(contentsOf path: String) throws(ParameterFileError) {
    guard FileAccess.exists(path) else { throw .missing(path: path) }
    let bytes: [UInt8]
    do { bytes = try FileAccess.read(path) } catch { throw .file(error) }
    try self.init(bytes, path: path)
  }

  /// - Parameter path: stands for the bytes in messages.
  /// - Throws: `ParameterFileError`.
  public init(_ bytes: [UInt8], path: String) throws(ParameterFileError) {
    let dataStart = try Self.headerEnd(bytes, path)
    let header: SafetensorsHeader
    do {
      header = try SafetensorsHeader.decode(bytes[8..<dataStart])
    } catch {
      throw .header(path: path, problem: error.text)
    }
    var entries: [Entry] = []
    for (name, tensor) in header.tensors {
      entries.append(try Self.entry(name, tensor, dataStart: dataStart, path))
    }
    // Empty tensors may share a start with the one after them; the name only makes the order definite.
    entries.sort { left, right in
      (left.bytes.lowerBound, left.bytes.upperBound, left.name)
        < (right.bytes.lowerBound, right.bytes.upperBound, right.name)
    }
    try Self.checkLayout(entries, dataStart: dataStart, end: bytes.count, path)
    self.path = path
    self.entries = entries
    metadata = header.metadata
    self.bytes = bytes
  }

  /// The file's parameters for a model: exactly the tensors of its signature, each with its shape.
  /// - Throws: `ParameterFileError`.
  public func parameters<Model: GeneratedModel>(
    of model: Model.Type = Model.self, conversion: Conversion = .none
  ) throws(ParameterFileError) -> ParameterVector<Model> {
    var result = ParameterVector<Model>()
    let tensors = try tensors(for: Model.signature, as: Model.Scalar.self, conversion: conversion)
    for (position, tensor) in tensors.enumerated() {
      tensor.withElements {
        if let source = $0.baseAddress { result.mutablePointer(at: position).update(from: source, count: $0.count) }
      }
    }
    return result
  }

  /// The file's parameters for any graph, in the order of its signature.
  /// - Throws: `ParameterFileError`.
  public func tensors<Scalar: KernelScalar>(
    for signature: ModelSignature, as scalar: Scalar.Type = Scalar.self, conversion: Conversion = .none
  ) throws(ParameterFileError) -> [Tensor<Scalar>] {
    let known = signature.parameters.map(\.name)
    if let unknown = entries.first(where: { !known.contains($0.name) }) {
      throw .unknownTensor(path: path, name: unknown.name, known: known)
    }
    var result: [Tensor<Scalar>] = []
    for parameter in signature.parameters {
      let entry = try entry(for: parameter, ElementType(for: scalar), conversion)
      var tensor = Tensor<Scalar>(shape: parameter.shape)
      try tensor.withMutableElements { elements throws(ParameterFileError) in try read(entry, into: elements) }
      result.append(tensor)
    }
    return result
  }

  private func entry(
    for parameter: ModelSignature.Parameter, _ wanted: ElementType, _ conversion: Conversion
  ) throws(ParameterFileError) -> Entry {
    guard let entry = entries.first(where: { $0.name == parameter.name }) else {
      throw .missingTensor(path: path, name: parameter.name, found: entries.map(\.name))
    }
    guard entry.shape == parameter.shape else {
      throw .shape(path: path, tensor: entry.name, expected: parameter.shape, found: entry.shape)
    }
    guard entry.type == wanted || conversion == .betweenFloatAndDouble else {
      throw .conversion(path: path, tensor: entry.name, found: entry.type.rawValue, wanted: wanted.rawValue)
    }
    return entry
  }

  private func read<Scalar: KernelScalar>(
    _ entry: Entry, into elements: UnsafeMutableBufferPointer<Scalar>
  ) throws(ParameterFileError) {
    for index in elements.indices {
      let value = element(index, of: entry)
      let scalar = Scalar(value)
      guard scalar.isFinite || !value.isFinite else {
        throw .outOfRange(
          path: path, tensor: entry.name, value: value, wanted: ElementType(for: Scalar.self).rawValue)
      }
      elements[index] = scalar
    }
  }

  /// F32 widens to `Double` without loss, so one way suits both types.
  private func element(_ index: Int, of entry: Entry) -> Double {
    let start = entry.bytes.lowerBound + index * entry.type.byteCount
    return bytes.withUnsafeBytes { bytes in
      switch entry.type {
      case .float:
        Double(Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self))))
      case .double:
        Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)))
      }
    }
  }

  /// Where the header ends and the data starts.
  private static func headerEnd(_ bytes: [UInt8], _ path: String) throws(ParameterFileError) -> Int {
    guard bytes.count >= 8 else { throw .truncated(path: path, expected: 8, found: bytes.count) }
    let length = bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard length <= UInt64(headerLimit) else {
      throw .headerTooLarge(path: path, bytes: length, limit: headerLimit)
    }
    let end = 8 + Int(length)
    guard end <= bytes.count else { throw .truncated(path: path, expected: end, found: bytes.count) }
    return end
  }

  private static func entry(
    _ name: String, _ tensor: SafetensorsHeader.Tensor, dataStart: Int, _ path: String
  ) throws(ParameterFileError) -> Entry {
    guard let type = ElementType(rawValue: tensor.type) else {
      throw .elementType(path: path, tensor: name, found: tensor.type)
    }
    guard tensor.offsets.count == 2, tensor.offsets[0] >= 0, tensor.offsets[0] <= tensor.offsets[1],
      byteCount(tensor.shape, type) == tensor.offsets[1] - tensor.offsets[0],
      tensor.offsets[1] <= Int.max - dataStart
    else {
      throw .extent(path: path, tensor: name, shape: tensor.shape, offsets: tensor.offsets)
    }
    let bytes = dataStart + tensor.offsets[0]..<dataStart + tensor.offsets[1]
    return Entry(name: name, type: type, shape: tensor.shape, bytes: bytes)
  }

  /// Nil for a negative extent, or a product beyond `Int`.
  private static func byteCount(_ shape: [Int], _ type: ElementType) -> Int? {
    var count = type.byteCount
    for extent in shape {
      guard extent >= 0 else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow else { return nil }
      count = product
    }
    return count
  }

  /// The format wants every byte of the data to belong to exactly one tensor.
  private static func checkLayout(
    _ entries: [Entry], dataStart: Int, end: Int, _ path: String
  ) throws(ParameterFileError) {
    var position = dataStart
    for entry in entries {
      guard entry.bytes.lowerBound == position else {
        throw .layout(
          path: path, tensor: entry.name, expectedStart: position - dataStart,
          start: entry.bytes.lowerBound - dataStart)
      }
      position = entry.bytes.upperBound
    }
    guard position <= end else { throw .truncated(path: path, expected: position, found: end) }
    guard position == end else { throw .trailingBytes(path: path, count: end - position) }
  }
}

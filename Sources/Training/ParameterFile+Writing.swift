import KernelRuntime

extension ParameterFile {
  /// Writes parameters to a file, which afterwards is complete or, after an error, as it was.
  /// - Parameters:
  ///   - usage: what a program that reads the file must know to use them.
  ///   - metadata: further texts.
  /// - Throws: `ParameterFileError`.
  public static func write<Model: GeneratedModel>(
    _ parameters: ParameterVector<Model>, to path: String, usage: Usage = Usage(), metadata: [String: String] = [:]
  ) throws(ParameterFileError) {
    let bytes = try encode(parameters, metadata: metadata.merging(usage.metadata) { _, usage in usage })
    do { try FileAccess.replace(path, with: bytes) } catch { throw .file(error) }
  }

  /// Finds out before a long run whether `write` will be able to put a file there.
  /// - Throws: `ParameterFileError.file`, when the folder does not exist or must not be written to.
  public static func checkWritable(_ path: String) throws(ParameterFileError) {
    do { try FileAccess.checkReplaceable(path) } catch { throw .file(error) }
  }

  /// The content of a file: the same bytes for the same parameters and metadata.
  static func encode<Model: GeneratedModel>(
    _ parameters: ParameterVector<Model>, metadata: [String: String]
  ) throws(ParameterFileError) -> [UInt8] {
    let type = ElementType(for: Model.Scalar.self)
    let header = try headerBytes(Model.signature.parameters, type, metadata)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + parameters.count * type.byteCount)
    append(UInt64(header.count), to: &bytes)
    bytes.append(contentsOf: header)
    for (position, parameter) in Model.signature.parameters.enumerated() {
      let elements = UnsafeBufferPointer(start: parameters.pointer(at: position), count: parameter.count)
      for element in elements {
        switch type {
        case .float: append(Float(element).bitPattern, to: &bytes)
        case .double: append(Double(element).bitPattern, to: &bytes)
        }
      }
    }
    // The vector owns the memory that its pointers lead to.
    return withExtendedLifetime(parameters) { bytes }
  }

  private static func headerBytes(
    _ parameters: [ModelSignature.Parameter], _ type: ElementType, _ metadata: [String: String]
  ) throws(ParameterFileError) -> [UInt8] {
    var header = SafetensorsHeader()
    header.metadata = metadata
    var offset = 0
    for parameter in parameters {
      guard parameter.name != SafetensorsHeader.metadataKey else { throw .reservedName(parameter.name) }
      let end = offset + parameter.count * type.byteCount
      header.tensors[parameter.name] = .init(type: type.rawValue, shape: parameter.shape, offsets: [offset, end])
      offset = end
    }
    do { return try header.encoded() } catch { throw .header(path: "", problem: error.text) }
  }

  private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}

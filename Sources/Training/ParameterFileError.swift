/// What can be wrong with a file of parameters.
public enum ParameterFileError: Error, Equatable, CustomStringConvertible, Sendable {
  case missing(path: String)
  case file(FileFailure)
  /// The file ends before its header or its data does. Both counts are in bytes of the whole file.
  case truncated(path: String, expected: Int, found: Int)
  /// More than `limit` bytes, which no real header needs.
  case headerTooLarge(path: String, bytes: UInt64, limit: Int)
  case header(path: String, problem: String)
  case elementType(path: String, tensor: String, found: String)
  /// The shape is negative, does not go with the bytes given to the tensor, or exceeds every memory.
  case extent(path: String, tensor: String, shape: [Int], offsets: [Int])
  /// The data of two tensors overlap, or bytes between or after them belong to none.
  case layout(path: String, tensor: String, expectedStart: Int, start: Int)
  case trailingBytes(path: String, count: Int)
  case missingTensor(path: String, name: String, found: [String])
  case unknownTensor(path: String, name: String, known: [String])
  case shape(path: String, tensor: String, expected: [Int], found: [Int])
  case conversion(path: String, tensor: String, found: String, wanted: String)
  /// A finite element becomes infinite in the narrower type.
  case outOfRange(path: String, tensor: String, value: Double, wanted: String)
  case reservedName(String)
  /// A text of the metadata that is not what this package writes under that key.
  case metadata(path: String, key: String, text: String, expected: String)

  public var description: String {
    switch self {
    case .missing(let path):
      "\(path): there is no such file; check the path"
    case .file(let failure):
      failure.description
    case .truncated(let path, let expected, let found):
      "\(path): the file ends after \(found) of at least \(expected) bytes; get a complete copy"
    case .headerTooLarge(let path, let bytes, let limit):
      "\(path): the header claims \(bytes) bytes, but at most \(limit) are allowed; this is no safetensors file"
    case .header(let path, let problem):
      "\(path): the header is not one of a safetensors file: \(problem)"
    case .elementType(let path, let tensor, let found):
      "\(path): the tensor \(tensor.quoted) holds \(found.quoted); only F32 and F64 can be read, so convert it first"
    case .extent(let path, let tensor, let shape, let offsets):
      "\(path): the tensor \(tensor.quoted) of shape \(shape) does not fit its bytes \(offsets); the file is damaged"
    case .layout(let path, let tensor, let expectedStart, let start):
      "\(path): the tensor \(tensor.quoted) starts at byte \(start) of the data instead of \(expectedStart); "
        + "the file is damaged"
    case .trailingBytes(let path, let count):
      "\(path): \(count) bytes after the last tensor belong to none; the file is damaged"
    case .missingTensor(let path, let name, let found):
      "\(path): there is no tensor \(name.quoted); the file has "
        + (found.isEmpty ? "none" : NearestName.list(found.map(\.quoted)))
    case .unknownTensor(let path, let name, let known):
      "\(path): the graph has no parameter \(name.quoted); it has \(NearestName.list(known.map(\.quoted)))"
    case .shape(let path, let tensor, let expected, let found):
      "\(path): the tensor \(tensor.quoted) has the shape \(found), but the graph's parameter has \(expected)"
    case .conversion(let path, let tensor, let found, let wanted):
      "\(path): the tensor \(tensor.quoted) holds \(found), not \(wanted); ask for a conversion, or use the other scalar"
    case .outOfRange(let path, let tensor, let value, let wanted):
      "\(path): the tensor \(tensor.quoted) holds \(value), which does not fit \(wanted); use double"
    case .reservedName(let name):
      "a safetensors file cannot hold a tensor called \(name.quoted); rename the parameter"
    case .metadata(let path, let key, let text, let expected):
      "\(path): the metadata's \(key.quoted) is \(text.quoted), but must be \(expected)"
    }
  }
}

import KernelRuntime

/// Parameters in a file that NumPy, PyTorch and others open: safetensors, limited to the element types F32 and F64.
///
/// The format (https://github.com/huggingface/safetensors#format): the header's length in 8 little-endian bytes, the
/// header in JSON, then all elements, row by row and little-endian. A value of this type has been checked against it.
public struct ParameterFile: Sendable {
  public enum ElementType: String, Sendable, Hashable, CaseIterable {
    case float = "F32"
    case double = "F64"

    /// The type that holds every value of a scalar.
    public init<Scalar: KernelScalar>(for scalar: Scalar.Type) {
      self = Scalar.significandBitCount <= Float.significandBitCount ? .float : .double
    }

    public var byteCount: Int {
      switch self {
      case .float: 4
      case .double: 8
      }
    }
  }

  public struct Entry: Sendable, Hashable {
    public let name: String
    public let type: ElementType
    public let shape: [Int]
    /// The tensor's bytes in the file.
    let bytes: Range<Int>
  }

  /// What to do with elements of another type than the model's.
  public enum Conversion: Sendable, Hashable {
    case none
    /// F32 becomes F64 exactly; F64 is rounded to F32, as long as it stays finite.
    case betweenFloatAndDouble
  }

  /// For messages.
  public let path: String
  /// In the order of their data.
  public let entries: [Entry]
  /// Texts that belong to the file; what they mean is up to who wrote them.
  public let metadata: [String: String]
  let bytes: [UInt8]

  /// More than any real model needs; the format's own library has the same limit.
  static let headerLimit = 100_000_000
}

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The JSON at the start of a safetensors file, as written there: nothing about it is checked yet.
///
/// The format: https://github.com/huggingface/safetensors#format
struct SafetensorsHeader: Codable {
  struct Tensor: Codable {
    let type: String
    let shape: [Int]
    /// The first byte and the one after the last, counted from the end of the header.
    let offsets: [Int]

    private enum CodingKeys: String, CodingKey {
      case type = "dtype"
      case shape
      case offsets = "data_offsets"
    }
  }

  /// The key under which the format keeps texts that belong to the file.
  static let metadataKey = "__metadata__"

  var metadata: [String: String] = [:]
  var tensors: [String: Tensor] = [:]

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { return nil }
  }

  init() {}

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Name.self)
    for key in container.allKeys {
      if key.stringValue == Self.metadataKey {
        metadata = try container.decode([String: String].self, forKey: key)
      } else {
        tensors[key.stringValue] = try container.decode(Tensor.self, forKey: key)
      }
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Name.self)
    if !metadata.isEmpty { try container.encode(metadata, forKey: Name(stringValue: Self.metadataKey)) }
    for (name, tensor) in tensors { try container.encode(tensor, forKey: Name(stringValue: name)) }
  }

  /// Reads JSON.
  /// - Throws: `SafetensorsHeaderProblem`.
  static func decode(_ json: ArraySlice<UInt8>) throws(SafetensorsHeaderProblem) -> SafetensorsHeader {
    guard json.first == UInt8(ascii: "{") else { throw SafetensorsHeaderProblem("it does not start with {") }
    do {
      return try JSONDecoder().decode(SafetensorsHeader.self, from: Data(json))
    } catch let error as DecodingError {
      throw SafetensorsHeaderProblem(error)
    } catch {
      throw SafetensorsHeaderProblem("it is not JSON")
    }
  }

  /// The same bytes for the same content, with spaces at the end up to a multiple of eight bytes.
  func encoded() throws(SafetensorsHeaderProblem) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      var bytes = [UInt8](try encoder.encode(self))
      bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - bytes.count % 8) % 8))
      return bytes
    } catch {
      throw SafetensorsHeaderProblem("it cannot be written as JSON")
    }
  }
}

/// Why a header cannot be read, in words that end a sentence.
struct SafetensorsHeaderProblem: Error {
  let text: String

  init(_ text: String) { self.text = text }

  init(_ error: DecodingError) {
    switch error {
    case .keyNotFound(let key, let context):
      text = "\(Self.place(context.codingPath)) has no \(key.stringValue.quoted)"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      text = "\(Self.place(context.codingPath)) is of the wrong kind"
    case .dataCorrupted(let context):
      text = context.codingPath.isEmpty ? "it is not JSON" : "\(Self.place(context.codingPath)) has a wrong value"
    @unknown default:
      text = "it is not JSON"
    }
  }

  private static func place(_ path: [any CodingKey]) -> String {
    path.isEmpty ? "it" : path.map(\.stringValue).joined(separator: ".").quoted
  }
}

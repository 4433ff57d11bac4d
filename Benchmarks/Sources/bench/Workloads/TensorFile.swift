import Foundation
import KernelRuntime

/// The safetensors files through which driver and workers share data and gradients: plain, and read by any language.
struct TensorFile {
  private struct Entry: Codable {
    let dtype: String
    let shape: [Int]
    let data_offsets: [Int]
  }

  private let data: Data
  private let entries: [String: Entry]

  init(path: String) throws {
    data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    let size = Int(data.prefix(8).enumerated().reduce(0) { $0 | UInt64($1.element) << (8 * UInt64($1.offset)) })
    entries = try JSONDecoder().decode([String: Entry].self, from: data[8..<8 + size])
    start = 8 + size
  }

  private let start: Int

  var names: [String] { entries.keys.sorted() }

  func shape(_ name: String) throws -> [Int] { try entry(name).shape }

  func elements<Element: BitwiseCopyable>(_ name: String, as: Element.Type = Element.self) throws -> [Element] {
    let entry = try entry(name)
    guard entry.dtype == Self.type(Element.self) else {
      throw BenchError("\(name) has elements of type \(entry.dtype)")
    }
    let count = entry.shape.reduce(1, *)
    return [Element](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = data.copyBytes(to: buffer, from: start + entry.data_offsets[0]..<start + entry.data_offsets[1])
        / MemoryLayout<Element>.stride
    }
  }

  private func entry(_ name: String) throws -> Entry {
    guard let entry = entries[name] else { throw BenchError("there is no tensor \(name) among \(names)") }
    return entry
  }

  private static func type<Element>(_ element: Element.Type) -> String {
    if element == Float.self { return "F32" }
    return element == Double.self ? "F64" : "I32"
  }
}

/// Collects tensors and writes them.
struct TensorFileWriter {
  private var body = Data()
  private var header: [String] = []

  mutating func add<Element: BitwiseCopyable>(_ name: String, _ shape: [Int], _ elements: [Element]) {
    let type = Element.self == Float.self ? "F32" : Element.self == Double.self ? "F64" : "I32"
    let start = body.count
    elements.withUnsafeBytes { body.append(contentsOf: $0) }
    header.append(
      "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":[\(start),\(body.count)]}")
  }

  func write(to path: String) throws {
    var text = "{" + header.joined(separator: ",") + "}"
    // Tensors start on a boundary of their elements, which a mapped file needs.
    text += String(repeating: " ", count: (8 - text.utf8.count % 8) % 8)
    var size = UInt64(text.utf8.count).littleEndian
    var file = Data(bytes: &size, count: 8)
    file.append(contentsOf: text.utf8)
    file.append(body)
    try file.write(to: URL(fileURLWithPath: path))
  }
}

struct BenchError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

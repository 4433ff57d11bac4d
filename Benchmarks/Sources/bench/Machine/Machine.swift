import Foundation
import VectorPrimitives

/// The machine and its system, as the results name them.
struct Machine: Codable, Sendable {
  let processor: String
  let processors: Int
  let instructionSet: String
  let caches: String
  let memory: String
  let system: String
  let compiler: String

  init() {
    processor = Self.value(of: "model name", in: "/proc/cpuinfo") ?? Self.value(of: "CPU part", in: "/proc/cpuinfo")
      ?? "unknown"
    processors = ProcessInfo.processInfo.activeProcessorCount
    instructionSet = String(cString: pullback_instruction_set_name(pullback_instruction_set_current()))
    caches = Self.caches()
    memory = "\((ProcessInfo.processInfo.physicalMemory + (1 << 29)) >> 30) GiB"
    let name = Self.value(of: "PRETTY_NAME", in: "/etc/os-release", separator: "=") ?? "unknown"
    system = name.trimmingCharacters(in: ["\""])
    let version = try? Command.output(["swift", "--version"])
    compiler = version?.split(separator: "\n").first.map(String.init) ?? "unknown"
  }

  /// For the heads of the pages.
  var lines: [String] {
    [
      "- Processor: \(processor), \(processors) cores, \(instructionSet), \(caches)",
      "- Memory: \(memory)", "- System: \(system)", "- Compiler: \(compiler)",
    ]
  }

  /// For the name of the results' files.
  var slug: String {
    let words = processor.lowercased().split { !$0.isLetter && !$0.isNumber }
    return words.joined(separator: "-")
  }

  /// How busy the machine was over the last minute: with other work on it, times are worth less.
  static var load: Double {
    var averages = [0.0]
    getloadavg(&averages, 1)
    return averages[0]
  }

  private static func value(of field: String, in path: String, separator: Character = ":") -> String? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    let line = text.split(separator: "\n").first { $0.hasPrefix(field) }
    let value = line?.split(separator: separator, maxSplits: 1).dropFirst().first
    return value?.trimmingCharacters(in: .whitespaces)
  }

  private static func caches() -> String {
    let root = "/sys/devices/system/cpu/cpu0/cache"
    let found = (0..<8).compactMap { index -> String? in
      func read(_ name: String) -> String? {
        let text = try? String(contentsOfFile: "\(root)/index\(index)/\(name)", encoding: .utf8)
        return text?.trimmingCharacters(in: .whitespacesAndNewlines)
      }
      guard let level = read("level"), let size = read("size"), read("type") != "Instruction" else { return nil }
      return "L\(level) \(size)"
    }
    return found.isEmpty ? "unknown" : found.joined(separator: ", ")
  }
}

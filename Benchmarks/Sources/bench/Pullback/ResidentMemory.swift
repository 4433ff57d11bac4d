import Foundation

/// What the system says about this process's memory. The other workers read the same two lines.
enum ResidentMemory {
  /// Lets the peak start again, and returns the bytes resident now.
  static func startPeak() throws -> Int {
    returnFreeMemory()
    let now = try field("VmRSS")
    try Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
    return now
  }

  static func peak() throws -> Int { try field("VmHWM") }

  /// `malloc_trim`, where the C library has it: memory that was freed but kept would hide a step's growth.
  /// Swift's import of the library lacks it.
  private static func returnFreeMemory() {
    guard let symbol = dlsym(nil, "malloc_trim") else { return }
    _ = unsafeBitCast(symbol, to: (@convention(c) (Int) -> Int32).self)(0)
  }

  private static func field(_ name: String) throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(name) }),
      let kilobytes = Int(line.split(whereSeparator: \.isWhitespace)[1])
    else { throw BenchError("the system does not tell \(name)") }
    return kilobytes * 1024
  }
}

import Foundation

/// Runs another program to its end.
enum Command {
  static func output(_ arguments: [String], directory: URL? = nil) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.currentDirectoryURL = directory
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw BenchError("\(arguments.joined(separator: " ")) failed") }
    return String(decoding: output, as: UTF8.self)
  }

  /// Seconds until the program ended.
  static func seconds(_ arguments: [String], directory: URL? = nil) throws -> Double {
    let start = ContinuousClock.now
    _ = try output(arguments, directory: directory)
    return (ContinuousClock.now - start) / .seconds(1)
  }
}

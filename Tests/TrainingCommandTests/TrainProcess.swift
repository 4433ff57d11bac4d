import Foundation

/// The command, run as a process of its own.
enum TrainProcess {
  struct Result {
    let status: Int32
    let output: String
    let errors: String
  }

  /// The executable `train`, which the package manager builds into the folder of the test bundle.
  static func executable() -> URL {
    #if canImport(Darwin)
      let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? .main
      return bundle.bundleURL.deletingLastPathComponent().appending(path: "train")
    #else
      // Here the bundle is the program that runs the tests.
      let program = Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
      return program.deletingLastPathComponent().appending(path: "train")
    #endif
  }

  /// The path of a file in the package's data folder.
  static func data(_ name: String, file: String = #filePath) -> String {
    URL(filePath: file).deletingLastPathComponent().appending(path: "../../data/\(name)").standardized.path
  }

  static func run(_ arguments: [String], in folder: String) throws -> Result {
    let process = Process()
    process.executableURL = executable()
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder)
    // Files rather than pipes: no full pipe can stop the process, whatever it writes.
    let captures = FileManager.default.temporaryDirectory.appending(path: "train-\(UUID())")
    try FileManager.default.createDirectory(at: captures, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: captures) }
    process.standardOutput = try emptyFile(captures.appending(path: "output"))
    process.standardError = try emptyFile(captures.appending(path: "errors"))
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus,
      output: try String(contentsOf: captures.appending(path: "output"), encoding: .utf8),
      errors: try String(contentsOf: captures.appending(path: "errors"), encoding: .utf8))
  }

  /// Calls a function with the path of an empty folder that is removed afterwards.
  static func inTemporaryFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "train-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  private static func emptyFile(_ url: URL) throws -> FileHandle {
    try Data().write(to: url)
    return try FileHandle(forWritingTo: url)
  }
}

import Foundation

/// An executable, run as a process of its own.
public struct Program: Sendable {
  public struct Result: Sendable {
    public let status: Int32
    public let output: String
    public let errors: String
  }

  private let executable: URL
  private let arguments: [String]

  /// One of this package's executables, which the package manager builds into the folder of the test bundle.
  public init(built name: String) {
    #if canImport(Darwin)
      let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? .main
      executable = bundle.bundleURL.deletingLastPathComponent().appending(path: name)
    #else
      // Here the bundle is the program that runs the tests.
      let program = Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
      executable = program.deletingLastPathComponent().appending(path: name)
    #endif
    arguments = []
  }

  /// A program that is found as a shell finds it.
  public init(installed name: String) {
    executable = URL(filePath: "/usr/bin/env")
    arguments = [name]
  }

  /// - Parameter environment: variables beside those of this process.
  public func run(
    _ arguments: [String], in folder: String, environment: [String: String] = [:]
  ) throws -> Result {
    let process = Process()
    process.executableURL = executable
    process.arguments = self.arguments + arguments
    process.currentDirectoryURL = URL(filePath: folder)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // Files rather than pipes: no full pipe can stop the process, whatever it writes.
    return try Self.inTemporaryFolder { captures in
      let (output, errors) = (URL(filePath: captures + "/output"), URL(filePath: captures + "/errors"))
      process.standardOutput = try Self.emptyFile(output)
      process.standardError = try Self.emptyFile(errors)
      process.standardInput = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      return Result(
        status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
        errors: try String(contentsOf: errors, encoding: .utf8))
    }
  }

  /// Calls a function with the path of an empty folder that is removed afterwards.
  public static func inTemporaryFolder<Value>(_ body: (String) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "pullback-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
  }

  private static func emptyFile(_ url: URL) throws -> FileHandle {
    try Data().write(to: url)
    return try FileHandle(forWritingTo: url)
  }
}

/// The folder of this package.
public func packageFolder(file: String = #filePath) -> URL {
  URL(filePath: file).appending(path: "../../..").standardized
}

import Foundation

/// The files that tests read, and folders that they may write to.
enum TestFiles {
  /// The path of a file in the package's data folder.
  static func data(_ name: String, file: String = #filePath) -> String {
    URL(filePath: file).deletingLastPathComponent().appending(path: "../../data/\(name)").standardized.path
  }

  /// Calls a function with the path of an empty folder that is removed afterwards.
  static func inTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "training-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
  }
}

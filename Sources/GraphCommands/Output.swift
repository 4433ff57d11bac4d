import Foundation

/// Where a command's result goes.
enum Output {
  /// Prints the text, or replaces a file by it in one step.
  /// - Throws: `CommandError.file`.
  static func write(_ text: String, to path: String?) throws(CommandError) {
    guard let path else { return print(text, terminator: text.hasSuffix("\n") ? "" : "\n") }
    try write(Data(text.utf8), to: path)
  }

  static func write(_ data: Data, to path: String) throws(CommandError) {
    do {
      try data.write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw .file(path: path, reason: "cannot be written: \(error.localizedDescription)")
    }
  }
}

import Foundation
import Training

/// Where a command's result goes.
enum Output {
  /// Prints the text, or replaces a file by it in one step.
  /// - Throws: `FileFailure`.
  static func write(_ text: String, to path: String?) throws(FileFailure) {
    let line = text.hasSuffix("\n") ? text : text + "\n"
    guard let path else { return print(line, terminator: "") }
    try write(Data(line.utf8), to: path)
  }

  static func write(_ data: Data, to path: String) throws(FileFailure) {
    try FileAccess.replace(path, with: Array(data))
  }
}

import Foundation

/// What a command is at, for who waits for it.
enum Announcement {
  static func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}

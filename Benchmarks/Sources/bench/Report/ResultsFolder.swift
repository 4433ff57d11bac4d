import Foundation

/// Where a command leaves its numbers and its page.
struct ResultsFolder {
  private let folder: URL

  /// - Parameter path: the folder; `results` of this package where none is given.
  init(_ path: String?, _ folders: Folders) {
    folder = path.map { URL(fileURLWithPath: $0) } ?? folders.benchmarks.appendingPathComponent("results")
  }

  static var today: String { String(Date().ISO8601Format().prefix(10)) }

  func write(_ results: some Encodable, page: String, named name: String) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
    try encoder.encode(results).write(to: folder.appendingPathComponent(name + ".json"))
    try page.write(to: folder.appendingPathComponent(name + ".md"), atomically: true, encoding: .utf8)
    print(page)
    Announcement.say("written to \(folder.lastPathComponent)/\(name).md and .json")
  }
}

import Foundation

/// A LaTeX installation, if the machine has one.
struct LaTeXCompiler {
  private let executable: URL

  static var installed: LaTeXCompiler? {
    let folders = ProcessInfo.processInfo.environment["PATH", default: ""].split(separator: ":")
    return folders.lazy.map { URL(fileURLWithPath: String($0)).appendingPathComponent("pdflatex") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }.map(LaTeXCompiler.init)
  }

  /// What the compiler says about a document.
  func log(of document: String) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try document.write(to: folder.appendingPathComponent("formulas.tex"), atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = executable
    process.arguments = ["-interaction=nonstopmode", "formulas.tex"]
    process.currentDirectoryURL = folder
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return String(decoding: try Data(contentsOf: folder.appendingPathComponent("formulas.log")), as: UTF8.self)
  }
}

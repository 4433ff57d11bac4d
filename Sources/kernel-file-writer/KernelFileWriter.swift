import Foundation

/// Runs a package's graph program and keeps what it prints, for the build plugins.
///
/// The file is replaced only when its text changes, so that an edit which changes no kernel compiles nothing again.
@main
struct KernelFileWriter {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count >= 4 else { fail("usage: kernel-file-writer OUTPUT PROGRAM ARGUMENT…") }
    let text = output(of: URL(filePath: arguments[2]), Array(arguments[3...]))
    let file = URL(filePath: arguments[1])
    if let old = try? Data(contentsOf: file), old == text { return }
    do { try text.write(to: file, options: .atomic) } catch { fail("error: \(file.path): \(error)") }
  }

  /// What the program prints. Its own errors go to our standard error as they are.
  private static func output(of program: URL, _ arguments: [String]) -> Data {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    do { try process.run() } catch { fail("error: cannot run \(program.path): \(error.localizedDescription)") }
    let text = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationReason == .exit else {
      fail("error: \(program.lastPathComponent) was stopped by signal \(process.terminationStatus)")
    }
    if process.terminationStatus != 0 { exit(process.terminationStatus) }
    return text
  }

  private static func fail(_ message: String) -> Never {
    FileHandle.standardError.write(Data("\(message)\n".utf8))
    exit(1)
  }
}

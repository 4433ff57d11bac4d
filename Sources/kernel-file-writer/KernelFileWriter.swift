import Foundation

/// Runs a package's graph program and keeps the kernels that it prints, for the build plugin.
///
/// The file is replaced only when its text changes, so that an edit which changes no kernel compiles nothing again.
@main
struct KernelFileWriter {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 3 else { fail("usage: kernel-file-writer PROGRAM OUTPUT") }
    let text = generate(URL(filePath: arguments[1]))
    let output = URL(filePath: arguments[2])
    if let old = try? Data(contentsOf: output), old == text { return }
    do { try text.write(to: output, options: .atomic) } catch { fail("error: \(output.path): \(error)") }
  }

  /// What the program prints. Its own errors go to our standard error as they are.
  private static func generate(_ program: URL) -> Data {
    let process = Process()
    process.executableURL = program
    process.arguments = ["generate"]
    let pipe = Pipe()
    process.standardOutput = pipe
    do { try process.run() } catch { fail("error: cannot run \(program.path): \(error.localizedDescription)") }
    let text = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    if process.terminationStatus != 0 { exit(process.terminationStatus) }
    return text
  }

  private static func fail(_ message: String) -> Never {
    FileHandle.standardError.write(Data("\(message)\n".utf8))
    exit(1)
  }
}

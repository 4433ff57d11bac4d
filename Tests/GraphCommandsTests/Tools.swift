import Foundation
import ProgramRunning
import Testing

/// The programs that the tests run, each in an empty folder of its own.
enum Tools {
  static let graphs = Program(built: "graphs")
  static let faulty = Program(built: "faulty-graphs")

  static let irisData = packageFolder().appending(path: "data/iris.csv").path

  /// What a command prints that ends well and says nothing on standard error.
  static func output(_ program: Program, _ arguments: [String], in folder: String = "/") throws -> String {
    let result = try program.run(arguments, in: folder)
    #expect(result.status == 0, "\(arguments): \(result.errors)")
    #expect(result.errors == "", "\(arguments)")
    return result.output
  }

  /// Expects one line on standard error, a non-zero exit, and nothing else.
  static func expectError(
    _ program: Program, _ arguments: [String], _ expected: String, status: Int32 = 1, in folder: String = "/",
    environment: [String: String] = ["GRAPHS": "sound"], sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) throws {
    let result = try program.run(arguments, in: folder, environment: environment)
    #expect(result.status == status, "\(arguments)", sourceLocation: sourceLocation)
    #expect(result.output == "", "\(arguments)", sourceLocation: sourceLocation)
    #expect(result.errors == expected + "\n", "\(arguments)", sourceLocation: sourceLocation)
  }

  static func files(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }
}

import ProgramRunning

/// The command, run as a process of its own.
enum TrainProcess {
  /// The path of a file in the package's data folder.
  static func data(_ name: String) -> String { packageFolder().appending(path: "data/\(name)").path }

  static func run(
    _ arguments: [String], in folder: String, environment: [String: String] = [:]
  ) throws -> Program.Result {
    try Program(built: "train").run(arguments, in: folder, environment: environment)
  }

  static func inTemporaryFolder(_ body: (String) throws -> Void) throws { try Program.inTemporaryFolder(body) }
}

import ArgumentParser

extension ParsableCommand {
  /// Runs the command that the process's arguments name. An error is one line on standard error, and a non-zero exit.
  /// - Parameter diagnostic: the line of an error that says itself where it is, nil for any other.
  public static func runAsRoot(diagnostic: (any Error) -> String? = { _ in nil }) {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      exit(withError: report(error, diagnostic(error)))
    }
  }

  /// Shows an error, or the help that was asked for, which reaches us as an error too.
  private static func report(_ error: any Error, _ diagnostic: String?) -> ExitCode {
    let code = exitCode(for: error)
    if code.isSuccess {
      print(fullMessage(for: error))
    } else if let diagnostic {
      StandardError.write(diagnostic + "\n")
    } else if !(error is ExitCode) {
      let lines = message(for: error).split(whereSeparator: \.isNewline)
      StandardError.write("error: \(lines.joined(separator: " "))\n")
    }
    return code
  }
}

import ArgumentParser
import KernelRuntime
import Training

/// A user's program that trains the user's models from the command line. All of it:
///
/// ```swift
/// @main struct Train: TrainingProgram {
///   static let models = [ModelFamily(float: Iris<Float>.self, double: Iris<Double>.self)]
/// }
/// ```
public protocol TrainingProgram {
  /// The models that can be trained, found by the names of their graphs.
  static var models: [ModelFamily] { get }
}

extension TrainingProgram {
  /// Runs the command line. An error is one line on standard error, and a non-zero exit.
  public static func main() {
    do {
      var command = try TrainCommand<Self>.parseAsRoot()
      try command.run()
    } catch {
      TrainCommand<Self>.exit(withError: report(error))
    }
  }

  /// Shows an error, or the help that was asked for, which reaches us as an error too.
  private static func report(_ error: any Error) -> ExitCode {
    let code = TrainCommand<Self>.exitCode(for: error)
    if code.isSuccess {
      print(TrainCommand<Self>.fullMessage(for: error))
    } else {
      let lines = TrainCommand<Self>.message(for: error).split(whereSeparator: \.isNewline)
      ProgressLine.writeToStandardError("error: \(lines.joined(separator: " "))\n")
    }
    return code
  }
}

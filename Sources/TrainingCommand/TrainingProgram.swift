import CommandLineSupport
import KernelRuntime

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
  public static func main() { TrainCommand<Self>.runAsRoot() }
}

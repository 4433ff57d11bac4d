import ArgumentParser
import LayerGraph

/// A program that declares graphs, and with that is a whole command line about them:
///
/// ```swift
/// @main struct Graphs: GraphProgram {
///   var graphs: [Graph] { [ … ] }
/// }
/// ```
public protocol GraphProgram {
  init()

  var graphs: [Graph] { get }
}

extension GraphProgram {
  /// Runs the command that the arguments name. An error is one line on standard error, and a non-zero exit.
  public static func main() {
    do {
      var command = try GraphTool<Self>.parseAsRoot()
      try command.run()
    } catch {
      GraphTool<Self>.exit(withError: report(error))
    }
  }

  /// Shows an error, or the help that was asked for, which reaches us as an error too.
  private static func report(_ error: any Error) -> ExitCode {
    let code = GraphTool<Self>.exitCode(for: error)
    if code.isSuccess {
      print(GraphTool<Self>.fullMessage(for: error))
    } else if let error = error as? GraphError {
      StandardError.write("\(error)\n")
    } else if !(error is ExitCode) {
      let lines = GraphTool<Self>.message(for: error).split(whereSeparator: \.isNewline)
      StandardError.write("error: \(lines.joined(separator: " "))\n")
    }
    return code
  }
}

/// The root of the command line.
struct GraphTool<Program: GraphProgram>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "graphs",
      abstract: "Derive, check, draw and compile the graphs of this package.",
      subcommands: [
        List<Program>.self, Derive<Program>.self, Check<Program>.self, ClaimCommand<Program>.self,
        Jacobian<Program>.self, Generate<Program>.self, Draw<Program>.self,
        Inspect<Program>.self, Rules.self,
      ])
  }
}

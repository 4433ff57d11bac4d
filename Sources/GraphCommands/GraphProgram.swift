import ArgumentParser
import CommandLineSupport
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
    // A mistake in a declaration is told like a compiler's, at its own line.
    GraphTool<Self>.runAsRoot { error in (error as? GraphError).map { "\($0)" } }
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

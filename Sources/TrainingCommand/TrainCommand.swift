import ArgumentParser
import KernelRuntime
import Training

/// `train GRAPH --data FILE --label COLUMN`: gradient descent on any of a program's models.
///
/// It stands alone through `TrainingProgram`, or is a subcommand of a larger command line.
public struct TrainCommand<Program: TrainingProgram>: ParsableCommand {
  public static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "train",
      abstract: "Train a graph on a table of comma-separated values.",
      discussion: """
        The graphs are \(names(of: Program.models)). A table fills one input and one target, classes or one column of \
        numbers; a graph with others is trained by a program of its own.
        """)
  }

  @Argument(help: "The graph to train.")
  public var graph: String

  @OptionGroup public var options: TrainingOptions

  public init() {}

  public func run() throws {
    guard let family = Program.models.first(where: { $0.signature.name == graph }) else {
      throw TrainCommandError.unknownGraph(graph, known: Program.models.map(\.signature.name))
    }
    switch options.scalar {
    case .float: try run(family.float)
    case .double: try run(family.double)
    }
  }

  private func run<Model: GeneratedModel>(_ model: Model.Type) throws {
    let report = try TrainingRun<Model>(options: options).report()
    print(options.json ? try report.json() : report.text)
  }

  private static func names(of models: [ModelFamily]) -> String {
    models.map(\.signature.name).joined(separator: ", ")
  }
}

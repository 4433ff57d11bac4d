import ArgumentParser

/// The scalar that a run computes with.
public enum ScalarChoice: String, ExpressibleByArgument, CaseIterable, Sendable {
  case float, double
}

/// What a training run is told on the command line.
public struct TrainingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The table, with a header line.", valueName: "file"))
  public var data: String

  @Option(help: ArgumentHelp("The column to be predicted; all others are features.", valueName: "column"))
  public var label: String

  // Numbers are taken whatever they start with, so that -1 gets an error about its value and not about an option.
  @Option(parsing: .unconditional, help: ArgumentHelp("Updates of the parameters; 0 only evaluates.", valueName: "n"))
  public var steps = 1000

  @Option(parsing: .unconditional, help: ArgumentHelp("How far a step follows the gradient.", valueName: "r"))
  public var rate = 0.1

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Train by L-BFGS on all rows until no entry of the gradient is larger. --steps is then the most it may take, beyond \
      which the command fails and writes nothing; --rate plays no part.
      """,
      valueName: "g"))
  public var until: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With --until: add λ/2 times the squares of all parameters with more than one axis.", valueName: "λ"))
  public var penalty: Double?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Rows in each step, in random order; without, all.", valueName: "b"))
  public var batch: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "A number that all features are divided by; it is kept in the file of parameters. (default: that of --from, or 1)",
      valueName: "d"))
  public var divideFeaturesBy: Double?

  @Option(help: "The scalar to compute with.")
  public var scalar = ScalarChoice.float

  @Flag(help: "Start from parameters that are all zero.")
  public var zero = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Decides the first parameters and the order of the rows. (default: 0)", valueName: "s"))
  public var seed: UInt64?

  @Option(help: ArgumentHelp("Start from the parameters in this file.", valueName: "file"))
  public var from: String?

  @Option(
    name: [.short, .long], help: ArgumentHelp("Write the parameters to this safetensors file.", valueName: "file"))
  public var output: String?

  @Flag(help: "Print the result as one JSON object.")
  public var json = false

  public init() {}

  public func validate() throws {
    let fewest = until == nil ? 0 : 1
    try require(steps >= fewest, "--steps must be at least \(fewest), but is \(steps)")
    try require(rate > 0 && rate.isFinite, "--rate must be a finite number above 0, but is \(rate)")
    if let batch { try require(batch >= 1, "--batch must be at least 1, but is \(batch)") }
    if let divideFeaturesBy {
      try require(
        divideFeaturesBy != 0 && divideFeaturesBy.isFinite,
        "--divide-features-by must be a finite number other than 0, but is \(divideFeaturesBy)")
    }
    if let until { try require(until > 0 && until.isFinite, "--until must be a finite number above 0, but is \(until)") }
    if let penalty {
      try require(penalty >= 0 && penalty.isFinite, "--penalty must be a finite number of at least 0, but is \(penalty)")
      try require(until != nil, "--penalty belongs to --until; give both")
    }
    try require(!(until != nil && batch != nil), "--until and --batch exclude each other: L-BFGS takes all rows")
    try require(!(zero && seed != nil), "--zero and --seed exclude each other; give one of them")
    try require(!(zero && from != nil), "--zero and --from exclude each other; give one of them")
  }

  private func require(_ condition: Bool, _ message: String) throws {
    guard condition else { throw ValidationError(message) }
  }
}

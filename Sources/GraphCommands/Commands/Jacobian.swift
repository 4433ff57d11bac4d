import ArgumentParser
import IndexCalculus
import LayerGraph
import SeededRandom
import Verification

/// `jacobian GRAPH --of T --wrt T`: a derivative as a dense tensor of numbers.
struct Jacobian<Program: GraphProgram>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "jacobian", abstract: "Compute the derivative of one tensor by another, entry by entry.",
      discussion: """
        The derived formula is evaluated at the data, or at random values without. The axes are those of the first \
        tensor, then those of the second.
        """)
  }

  @Argument(help: "The graph.")
  var graph: String

  @Option(help: ArgumentHelp("The tensor to differentiate.", valueName: "tensor"))
  var of: String

  @Option(help: ArgumentHelp("The tensor to differentiate by.", valueName: "tensor"))
  var wrt: String

  @OptionGroup var data: DataOptions

  @Option(parsing: .unconditional, help: ArgumentHelp("Without --data, rows of random values. (default: 3)", valueName: "m"))
  var rows: Int?

  @Option(parsing: .unconditional, help: ArgumentHelp("Without --data, decides the values. (default: 0)", valueName: "n"))
  var seed: UInt64?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Write a .npy file; without, the entries are printed.", valueName: "file"))
  var output: String?

  func validate() throws {
    if let rows, rows < 1 { throw ValidationError("--rows must be at least 1, but is \(rows)") }
    guard data.data == nil || (rows == nil && seed == nil) else {
      throw ValidationError("--data gives the rows and their values; leave --rows and --seed out")
    }
  }

  func run() throws {
    let wired = try Selection<Program>().wired(graph)
    let derivation = try wired.derivative(of: wired.tensor(of), wrt: wired.tensor(wrt))
    let rows = rows ?? 3
    var generator = SplitMix64(seed: seed ?? 0)
    if data.data == nil { try wired.checkSize(rows: rows, computing: derivation) }
    let sample = try data.sample(of: wired) ?? GraphSample(of: wired, rows: rows, using: &generator)
    try wired.checkSize(rows: sample.rows, computing: derivation)
    let shape = derivation.extents.shape(rows: sample.rows)
    let values = try sample.value(of: derivation, in: wired)
    if let output {
      try Output.write(NumPyFile.data(values), to: output)
      print("∂\(of)/∂\(wrt): \(shape.map(String.init).joined(separator: " × ")), \(output)")
    } else {
      print(Self.text(values))
    }
  }

  /// The entries, the last axis along a line.
  private static func text(_ tensor: DenseTensor<Double>) -> String {
    let width = max(tensor.shape.last ?? 1, 1)
    return stride(from: 0, to: tensor.elements.count, by: width).map { start in
      tensor.elements[start..<start + width].map { "\($0)" }.joined(separator: " ")
    }.joined(separator: "\n")
  }
}

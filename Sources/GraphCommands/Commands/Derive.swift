import ArgumentParser
import IndexCalculus
import LayerGraph

/// `derive GRAPH [--of T] [--wrt T] [--steps]`: derivatives as formulas.
struct Derive<Program: GraphProgram>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "derive", abstract: "Derive the gradients, or the derivative of any tensor by any other.",
      discussion: """
        Without --of and --wrt: the derivatives of the loss that its gradients are computed from. Without one of \
        them: the loss, or every tensor that the other depends on.
        """)
  }

  @Argument(help: "The graph.")
  var graph: String

  @Option(help: ArgumentHelp("The tensor to differentiate. (default: the loss)", valueName: "tensor"))
  var of: String?

  @Option(help: ArgumentHelp("The tensor to differentiate by.", valueName: "tensor"))
  var wrt: String?

  @Flag(help: "Show every rule applied, in order.")
  var steps = false

  @Option(help: "How to write formulas.")
  var format = SheetFormat.text

  @Option(name: [.short, .long], help: "Where to write; standard output without.")
  var output: String?

  func run() throws {
    let wired = try Selection<Program>().wired(graph)
    let sheets = try derivations(wired).map { DerivationSheet($0, of: wired) }
    try Output.write(format.document(sheets, of: graph, withSteps: steps), to: output)
  }

  private func derivations(_ graph: WiredGraph) throws -> [Derivation] {
    let gradients = try graph.differentiated()
    let root = try of.map { try graph.tensor($0) } ?? graph.program.loss
    if let wrt { return [try graph.derivative(of: root, wrt: graph.tensor(wrt))] }
    guard root == graph.program.loss else {
      return try graph.operands(of: root).map { try gradients.derivative(of: root, wrt: $0) }
    }
    // A textbook shows the layers' own derivatives before it puts them together.
    return try gradients.needed.flatMap { adjoint in
      let links = steps ? gradients.links(to: adjoint) : []
      return links + [try gradients.resolved(adjoint)]
    }
  }
}

extension WiredGraph {
  /// The tensor of the given name.
  func tensor(_ name: String) throws(CommandError) -> TensorSymbol {
    guard let symbol = tensor(named: name) else {
      throw .unknown("tensor", name, known: program.tensors.map(\.name))
    }
    return symbol
  }

  /// The derivative of one tensor by another.
  /// - Throws: a sentence that says why there is none.
  func derivative(of root: TensorSymbol, wrt tensor: TensorSymbol) throws -> Derivation {
    guard root != tensor else {
      throw CommandError.other("--of and --wrt are both \(root.name); name two different tensors")
    }
    guard !program.targets.contains(tensor) else {
      throw CommandError.other(
        "\(tensor.name) is a target, which is given; differentiate by an input, a parameter or a layer's output")
    }
    return try differentiated().derivative(of: root, wrt: tensor)
  }

  /// The tensors in a tensor's own formula that it can be differentiated by.
  func operands(of tensor: TensorSymbol) -> [TensorSymbol] {
    let used = program.definition(of: tensor)?.body.tensors ?? []
    return program.tensors.filter { used.contains($0) && $0.element == .real && !program.targets.contains($0) }
  }
}

extension GradientProgram {
  /// The derivatives that the chain rule puts together to this one, those of dissolved tensors included.
  fileprivate func links(to adjoint: Adjoint) -> [Derivation] {
    let users = Set(program.consumers(of: adjoint.tensor).map(\.symbol))
    var result: [Derivation] = []
    for user in users.sorted(by: { $0.name < $1.name }) where user != program.loss {
      let isDissolved = !needed.contains { $0.tensor == user }
      if isDissolved, let upstream = self.adjoint(of: user) {
        result.append(Derivation(goal: .init(of: program.loss, wrt: user), steps: upstream.steps))
      }
    }
    return result + locals.filter { $0.goal.wrt == adjoint.tensor && $0.goal.of != program.loss }
  }
}

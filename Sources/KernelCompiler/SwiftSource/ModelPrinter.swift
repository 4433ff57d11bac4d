import IndexCalculus
import LayerGraph

/// Writes the generated type of one graph.
struct ModelPrinter {
  let kernels: GraphKernels

  private var graph: WiredGraph { kernels.graph }
  private var program: TensorProgram { graph.program }

  func code() -> [SwiftCode] {
    let members = [signature(), storage(), batch(), loss(), lossAndGradient(), inputGradients(), predict()]
    let body = members.filter { !$0.isEmpty }.map { Array($0) }.joined(separator: [.blank])
    return documentation() + [
      .block(header: "public struct \(graph.name)<Scalar: KernelScalar>: GeneratedModel", Array(body))
    ]
  }

  /// The formulas that the type computes, for the reader.
  private func documentation() -> [SwiftCode] {
    var lines = ["The kernels of the graph `\(graph.name)`.", ""]
    lines += program.definitions.map { "    " + $0.description }
    let needed = kernels.gradients.needed
    if !needed.isEmpty {
      lines += ["", "and backwards"]
      lines += [""] + needed.map { "    " + $0.definition.description }
    }
    lines += ["", "Schedule of a step:"] + ScheduleNotes(kernels.lossAndGradient).sentences.map { "- " + $0 }
    return lines.map { .line($0.isEmpty ? "///" : "/// " + $0) }
  }

  private func signature() -> [SwiftCode] {
    func features(_ tensor: TensorSymbol) -> String {
      "[" + tensor.extents.dropFirst().map(\.description).joined(separator: ", ") + "]"
    }
    let inputs = program.inputs.map { ".init(name: \"\($0.name)\", features: \(features($0)))" }
    let targets = graph.targets.map {
      ".init(name: \"\($0.symbol.name)\", kind: .\($0.kind.rawValue), width: \($0.width))"
    }
    let parameters = program.parameters.map {
      ".init(name: \"\($0.name)\", shape: [\($0.extents.map(\.description).joined(separator: ", "))])"
    }
    let maps = program.affineMaps.map { map in
      let bias = map.bias.map { "\"\($0.name)\"" } ?? "nil"
      return ".init(input: \"\(map.input.name)\", weights: \"\(map.weights.name)\", bias: \(bias))"
    }
    return [
      .line("public static var signature: ModelSignature {"),
      .line("  ModelSignature("),
      .line("    name: \"\(graph.name)\","),
      .line("    inputs: [\(inputs.joined(separator: ", "))],"),
      .line("    targets: [\(targets.joined(separator: ", "))],"),
      .line("    parameters: [\(parameters.joined(separator: ", "))],"),
      .line("    affineMaps: [\(maps.joined(separator: ", "))],"),
      .line("    prediction: .init(name: \"\(program.prediction.name)\", features: \(features(program.prediction))))"),
      .line("}"),
    ]
  }

  private func storage() -> [SwiftCode] {
    var code: [SwiftCode] = [
      .line("public var parameters = ParameterVector<Self>()"), .blank,
      .line("public init() {}"),
    ]
    for (position, parameter) in program.parameters.enumerated() {
      code += [
        .blank, .line("/// \(parameter.extents.shapeText)"),
        .line("public var \(parameter.name): Tensor<Scalar> { parameters.tensor(at: \(position)) }"),
      ]
    }
    return code
  }

  /// A batch with its tensors by name.
  private func batch() -> [SwiftCode] {
    let inputs = program.inputs.map { "\($0.name): Tensor<Scalar>" }
    let targets = graph.targets.map {
      "\($0.symbol.name): \($0.kind == .classIndices ? "ClassIndices" : "Tensor<Scalar>")"
    }
    let inputList = program.inputs.map(\.name).joined(separator: ", ")
    let labels = graph.targets.filter { $0.kind == .classIndices }.map(\.symbol.name)
    let values = graph.targets.filter { $0.kind != .classIndices }.map(\.symbol.name)
    let examples = [("inputs", program.inputs.map(\.name)), ("labels", labels), ("values", values)]
      .filter { !$0.1.isEmpty }.map { "\($0): [\($1.joined(separator: ", "))]" }.joined(separator: ", ")
    return [
      .line("/// Tensors to learn from, checked once."),
      .block(
        header:
          "public static func batch(\((inputs + targets).joined(separator: ", "))) throws(KernelError) -> Batch<Self>",
        [.line("try Batch(Examples(\(examples)))")]),
      .blank,
      .line("/// Tensors to predict from, checked once."),
      .block(
        header: "public static func inputs(\(inputs.joined(separator: ", "))) throws(KernelError) -> Inputs<Self>",
        [.line("try Inputs([\(inputList)])")]),
    ]
  }

  private func loss() -> [SwiftCode] {
    function(
      kernels.loss, "loss", ["_ batch: Batch<Self>", "workspace: inout Workspace<Scalar>"], returning: program.loss)
  }

  private func lossAndGradient() -> [SwiftCode] {
    function(
      kernels.lossAndGradient, "lossAndGradient",
      ["_ batch: Batch<Self>", "gradient: inout ParameterVector<Self>", "workspace: inout Workspace<Scalar>"],
      returning: program.loss)
  }

  /// The same with the gradients of those inputs that ask for them.
  private func inputGradients() -> [SwiftCode] {
    guard let nest = kernels.inputGradients else { return [] }
    let names = graph.differentiatedInputs.map { "d\($0.name)" }
    return function(
      nest, "lossAndGradient",
      ["_ batch: Batch<Self>", "gradient: inout ParameterVector<Self>"]
        + names.map { "\($0): inout Tensor<Scalar>" } + ["workspace: inout Workspace<Scalar>"],
      outputs: names, returning: program.loss)
  }

  private func predict() -> [SwiftCode] {
    function(
      kernels.predict, "predict",
      ["_ inputs: Inputs<Self>", "into prediction: inout Tensor<Scalar>", "workspace: inout Workspace<Scalar>"],
      outputs: ["prediction"], caller: .inputs)
  }

  private func function(
    _ nest: LoopNest, _ name: String, _ parameters: [String], outputs: [String] = [],
    caller: MemoryPrinter.Caller = .batch, returning result: TensorSymbol? = nil
  ) -> [SwiftCode] {
    let printer = KernelPrinter(nest, caller: caller, outputs: outputs)
    var body = printer.body()
    if let result { body.append(.line("return \(printer.name(result))")) }
    return [
      .line("@specialized(where Scalar == Float)"),
      .line("@specialized(where Scalar == Double)"),
      .line("public func \(name)("),
      .line("  " + parameters.joined(separator: ", ")),
      .block(header: result == nil ? ")" : ") -> Scalar", body),
    ]
  }
}

/// The Swift file that the build plugin adds to a target.
public struct KernelFile {
  public let graphs: [GraphKernels]

  public init(_ graphs: [GraphKernels]) { self.graphs = graphs }

  public var text: String {
    var code: [SwiftCode] = [
      .comment("Generated by Pullback from the package's graphs. Change a graph and build again; edits here are lost."),
      .blank, .line("import KernelRuntime"), .blank,
    ]
    for kernels in graphs { code += ModelPrinter(kernels: kernels).code() + [.blank] }
    code += [
      .line("/// Every generated model, for programs that choose one by name."),
      .block(
        header: "public enum GeneratedModels",
        [
          .block(
            header: "public static var all: [ModelFamily]",
            [
              .line("["),
            ] + graphs.map {
              .line("  ModelFamily(float: \($0.graph.name)<Float>.self, double: \($0.graph.name)<Double>.self),")
            } + [.line("]")])
        ]),
    ]
    return code.text
  }
}

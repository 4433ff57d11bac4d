import ArgumentParser
import GraphDrawing
import IndexCalculus
import KernelRuntime
import LayerGraph
import Training
import Verification

/// A table of examples, and parameters to look at them with.
struct DataOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A table of examples with a header line.", valueName: "file"))
  var data: String?

  @Option(help: ArgumentHelp("The table's column that is predicted. (default: the last one)", valueName: "column"))
  var label: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "A number that all features are divided by. (default: that of --parameters, or 1)", valueName: "d"))
  var divideFeaturesBy: Double?

  @Option(help: ArgumentHelp("With --data: parameters from a safetensors file; all zero without.", valueName: "file"))
  var parameters: String?

  func validate() throws {
    if data == nil, label != nil || parameters != nil || divideFeaturesBy != nil {
      throw ValidationError("--label, --parameters and --divide-features-by need --data as well")
    }
    if let divideFeaturesBy, divideFeaturesBy == 0 || !divideFeaturesBy.isFinite {
      throw ValidationError(
        "--divide-features-by must be a finite number other than 0, but is \(divideFeaturesBy)")
    }
  }

  /// The values of the graph's tensors, where a table is given.
  func sample(of graph: WiredGraph) throws -> GraphSample? {
    guard let data else { return nil }
    let signature = ModelSignature(graph)
    let file = try parameters.map { path in try ParameterFile(contentsOf: path) }
    let usage = try file?.usage() ?? ParameterFile.Usage()
    let table = try CommaSeparatedTable(contentsOf: data)
    let dataset = try Dataset<Double>(
      table, label: label ?? table.columns.last ?? "", for: signature, classes: usage.classNames
    ).dividingFeatures(by: divideFeaturesBy ?? usage.featureDivisor)
    let examples = try dataset.examples(for: signature)
    let rows = try signature.check(examples)
    let saved = try file?.tensors(for: signature, as: Double.self, conversion: .betweenFloatAndDouble)
    let values = saved ?? signature.parameters.map { Tensor(shape: $0.shape) }
    return GraphSample(graph, rows: rows, examples, parameters: values)
  }
}

extension GraphSample {
  fileprivate init(
    _ graph: WiredGraph, rows: Int, _ examples: Examples<Double>, parameters: [KernelRuntime.Tensor<Double>]
  ) {
    self.init(rows: rows, values: [:], labels: [:])
    let program = graph.program
    let targets = program.targets.filter { $0.element == .real }
    let symbols = program.inputs + targets + program.parameters
    for (symbol, tensor) in zip(symbols, examples.inputs + examples.values + parameters) {
      values[symbol] = DenseTensor(tensor)
    }
    for (symbol, indices) in zip(program.targets.filter { $0.holdsPlaces }, examples.labels) {
      labels[symbol] = DenseTensor(shape: [indices.count], elements: indices.values.map(Int.init))
    }
  }

  /// The loss, and the norm of each of its derivatives.
  func measurements(of graph: WiredGraph) throws -> GraphPicture.Measurements {
    let gradients = try graph.differentiated()
    var evaluator = evaluator()
    try evaluator.run(graph.program.definitions)
    try evaluator.run(gradients.adjoints.map(\.definition))
    var norms: [TensorSymbol: Double] = [:]
    for adjoint in gradients.adjoints { norms[adjoint.tensor] = evaluator.tensors[adjoint.definition.symbol]?.norm }
    let loss = evaluator.tensors[graph.program.loss]?.elements.first ?? .nan
    return .init(rows: rows, norms: norms, loss: loss)
  }
}

extension DenseTensor<Double> {
  fileprivate init(_ tensor: KernelRuntime.Tensor<Double>) {
    self.init(shape: tensor.shape, elements: tensor.elements)
  }
}

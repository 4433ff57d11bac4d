import KernelRuntime
import LayerGraph

extension ModelSignature {
  /// The signature that the generated model of a graph has.
  init(_ graph: WiredGraph) {
    func features(_ tensor: TensorSymbol) -> [Int] { Array(tensor.shape(rows: 0).dropFirst()) }
    let program = graph.program
    self.init(
      name: graph.name, inputs: program.inputs.map { Input(name: $0.name, features: features($0)) },
      targets: graph.targets.map { Target(name: $0.symbol.name, kind: TargetKind($0.kind), width: $0.width) },
      parameters: program.parameters.map { Parameter(name: $0.name, shape: $0.shape(rows: 0)) },
      affineMaps: program.affineMaps.map {
        AffineMap(input: $0.input.name, weights: $0.weights.name, bias: $0.bias?.name)
      },
      prediction: Input(name: program.prediction.name, features: features(program.prediction)))
  }
}

extension TargetKind {
  fileprivate init(_ kind: LayerGraph.Target.Kind) {
    switch kind {
    case .classIndices: self = .classIndices
    case .distribution: self = .distribution
    case .weights: self = .weights
    case .values: self = .values
    }
  }
}

import IndexCalculus
import KernelCompiler
import LayerGraph
import SeededRandom

/// A number of rows, and how large the values are.
///
/// Where a formula loses digits whoever evaluates it, such as `1 − tanh² z` of a large `z`, there is nothing that a kernel
/// could be held to. A situation takes smaller values then, and gives no case if that does not help.
struct KernelSituation {
  enum Magnitude: String, CaseIterable {
    case ordinary = "ordinary values"
    /// Beyond where `exp` overflows in Float and in Double, if the formulas allow.
    case extreme = "extreme values"

    /// The largest values, in the order that they are tried.
    var scales: [Double] {
      switch self {
      case .ordinary: [1, 0.5]
      case .extreme: [40, 20, 10, 5, 2]
      }
    }
  }

  let graph: WiredGraph
  let gradients: GradientProgram
  let rows: Int
  let magnitude: Magnitude

  /// Nodes that the reference evaluator may visit for a case: about a second's worth, built for debugging. One row and two
  /// may take longer, so that large graphs have cases too.
  private static let affordableCost = 500_000.0

  /// One row, two, a vector's width and those beside it, and more than fit into one tile; as many of them as the work
  /// of the reference evaluator allows.
  static func all(for graph: WiredGraph) throws -> [KernelSituation] {
    let kernels = try GraphKernels(compiling: graph)
    let counts = [1, 2, 7, 15, 16, 17, 33, kernels.lossAndGradient.tileRows + 5]
    let definitions = definitions(of: graph, kernels.gradients)
    let affordable = counts.filter { rows in
      definitions.reduce(0) { $0 + $1.evaluationCost(rows: rows) } <= (rows <= 2 ? 20 : 1) * affordableCost
    }
    func situation(_ rows: Int, _ magnitude: Magnitude) -> KernelSituation {
      KernelSituation(graph: graph, gradients: kernels.gradients, rows: rows, magnitude: magnitude)
    }
    return affordable.map { situation($0, .ordinary) } + affordable.prefix(4).map { situation($0, .extreme) }
  }

  /// What a kernel computes.
  private static func definitions(of graph: WiredGraph, _ gradients: GradientProgram) -> [TensorDefinition] {
    graph.program.definitions + gradients.needed.map(\.definition)
  }

  /// The case as Swift, or nil where values are beyond what Float can hold, or results beyond what a scalar can be exact to.
  func text() throws -> String? {
    for scale in magnitude.scales {
      var generator = SplitMix64(seed: UInt64(rows) &* 31 &+ (magnitude == .extreme ? 1 : 0))
      let sample = rounded(GraphSample(of: graph, rows: rows, scale: scale, using: &generator))
      let results = try results(at: sample, in: WideNumber.self)
      if try results.areOrdinary && keepDigits(sample, results) { return text(sample, results) }
    }
    return nil
  }

  /// Whether the formulas give the same with four bits fewer than each scalar has, within half of what the comparison lets
  /// pass: a kernel's functions are off by some units in the last place, and it adds in another order.
  private func keepDigits(_ sample: GraphSample, _ results: Results) throws -> Bool {
    let float = try self.results(at: sample, in: CoarseNumber<BelowFloat>.self)
    guard results.areClose(to: float, within: Self.tolerance / 2 * Double(Float.ulpOfOne)) else { return false }
    let double = try self.results(at: sample, in: CoarseNumber<BelowDouble>.self)
    return results.areClose(to: double, within: Self.tolerance / 2 * Double.ulpOfOne)
  }

  /// What the comparison lets pass, in units of a scalar's precision: rounding errors of a few hundred operations.
  private static let tolerance = 400.0

  /// The elements of a result that are compared, evenly spaced where it has more.
  private static let samples = 100

  /// What a kernel's results are compared with.
  private struct Results {
    let gradients: [[Double]]
    let inputGradients: [[Double]]
    let loss: [Double]
    let prediction: [Double]
    /// Of all tensors on the way, without its sign.
    let largest: Double

    private var all: [[Double]] { gradients + inputGradients + [loss, prediction] }

    /// Whether fourth powers of all that is computed on the way are within what Float can hold.
    var areOrdinary: Bool { largest < 1e9 }

    /// What the largest entry of a tensor counts as at least. Where all of a tensor is next to nothing, such as the loss of a
    /// row that could not be surer, numbers around 1 have cancelled, or in a gradient numbers of the size of other gradients.
    var smallestMagnitude: Double {
      max(0.05, (gradients + inputGradients).joined().reduce(0) { max($0, abs($1)) } / 1_000)
    }

    func areClose(to coarse: Results, within tolerance: Double) -> Bool {
      let smallest = smallestMagnitude
      return zip(all, coarse.all).allSatisfy { tensor, coarse in
        let largest = tensor.reduce(smallest) { max($0, abs($1)) }
        return zip(tensor, coarse).allSatisfy { abs($0 - $1) <= tolerance * largest }
      }
    }
  }

  private func results<Number: WideEvaluationNumber>(at sample: GraphSample, in _: Number.Type) throws -> Results {
    var reference = Evaluator<Number>(
      rows: sample.rows, tensors: sample.values.mapValues { $0.map(Number.init) }, integers: sample.labels)
    let definitions = Self.definitions(of: graph, gradients)
    try reference.run(definitions)
    let partial = graph.program.partialTensors
    func values(_ tensor: TensorSymbol) -> [Double] { reference.tensors[tensor]?.elements.map(\.doubleValue) ?? [] }
    func derivatives(_ tensors: [TensorSymbol]) -> [[Double]] {
      tensors.map { Self.sampled(values(Adjoint.symbol(of: $0, loss: graph.program.loss))) }
    }
    return Results(
      gradients: derivatives(graph.program.parameters), inputGradients: derivatives(graph.differentiatedInputs),
      loss: values(graph.program.loss), prediction: Self.sampled(values(graph.program.prediction)),
      largest: definitions.flatMap { definition in
        // A tensor that may be undefined, `log x` say, may be held off where it is; the results then tell.
        values(definition.symbol).filter { $0.isFinite || !partial.contains(definition.symbol) }
      }.reduce(0) { $0.isNaN || abs($1) <= $0 ? $0 : abs($1) })
  }

  private func text(_ sample: GraphSample, _ results: Results) -> String {
    """
          KernelCase(
            "\(rows) row\(rows == 1 ? "" : "s"), \(magnitude.rawValue)", rows: \(rows),
            inputs: \(Self.list(graph.program.inputs.map { sample.values[$0]?.elements ?? [] })),
            targets: \(Self.list(graph.targets.map { sample.elements(of: $0.symbol) })),
            parameters: \(Self.list(graph.program.parameters.map { sample.values[$0]?.elements ?? [] })),
            loss: \(results.loss[0]),
            prediction: "\(Self.numbers(results.prediction))",
            gradients: \(Self.list(results.gradients)), inputGradients: \(Self.list(results.inputGradients)),
            measure: .init(samples: \(Self.samples), tolerance: \(Self.tolerance), smallest: \(results.smallestMagnitude))),
      """
  }

  /// Values with few digits, so that both precisions start from the same and products of two are exact in either.
  private func rounded(_ sample: GraphSample) -> GraphSample {
    let steps = magnitude == .extreme ? 1.0 : 64.0
    var result = sample
    for tensor in graph.program.inputs + graph.program.parameters {
      result.values[tensor] = sample.values[tensor]?.map { ($0 * steps).rounded() / steps }
    }
    for target in graph.targets {
      guard var values = sample.values[target.symbol] else { continue }
      if target.kind == .distribution {
        // Downwards, and in steps that are small beside a share of many classes: what is left for the last one is not negative.
        values = values.map { ($0 * 65_536).rounded(.down) / 65_536 }
        values.completeRows(width: target.width)
      } else {
        values = values.map { ($0 * 64).rounded() / 64 }
      }
      result.values[target.symbol] = values
    }
    return result
  }

  /// Evenly spaced elements, as `KernelTesting` takes them.
  private static func sampled<Element>(_ elements: [Element]) -> [Element] {
    guard elements.count > samples else { return elements }
    return (0..<samples).map { elements[$0 * elements.count / samples] }
  }

  private static func list(_ tensors: [[Double]]) -> String {
    "[" + tensors.map { "\"\(numbers($0))\"" }.joined(separator: ", ") + "]"
  }

  private static func numbers(_ values: [Double]) -> String {
    values.map { $0 == $0.rounded() && abs($0) < 1e6 ? "\(Int($0))" : "\($0)" }.joined(separator: " ")
  }
}

extension DenseTensor<Double> {
  /// Sets the last entry of each row to what makes the row sum to one.
  fileprivate mutating func completeRows(width: Int) {
    for start in stride(from: 0, to: elements.count, by: width) {
      elements[start + width - 1] = 1 - elements[start..<start + width - 1].reduce(0, +)
    }
  }
}

extension GraphSample {
  fileprivate func elements(of target: TensorSymbol) -> [Double] {
    values[target]?.elements ?? labels[target]?.elements.map(Double.init) ?? []
  }
}

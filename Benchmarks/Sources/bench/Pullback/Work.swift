import ArgumentParser
import BenchmarkModels
import Foundation
import KernelRuntime

/// Pullback's own worker: the same protocol as the scripts at `peers/`.
struct Work: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker", abstract: "Answers the benchmark's requests on standard input.", shouldDisplay: false)

  func run() throws {
    try send(Reply(version: "this checkout"))
    var worker = PullbackWorker()
    while let line = readLine() {
      let request = try JSONDecoder().decode(Request.self, from: Data(line.utf8))
      do { try send(try worker.answer(request)) } catch { try send(Reply(error: "\(error)")) }
    }
  }

  private func send(_ reply: Reply) throws {
    var line = try JSONEncoder().encode(reply)
    line.append(UInt8(ascii: "\n"))
    try FileHandle.standardOutput.write(contentsOf: line)
  }
}

struct PullbackWorker {
  private var prepared: (any PreparedStep)?

  mutating func answer(_ request: Request) throws -> Reply {
    switch request {
    case .prepare(let preparation): return try prepare(preparation)
    case .time(let steps): return Reply(nanoseconds: try time(steps))
    case .train(let graph, let data, let strength, let tolerance):
      return try TrainingRun(graph: graph, data: data).reply(strength: strength, tolerance: tolerance)
    }
  }

  private mutating func prepare(_ preparation: Request.Preparation) throws -> Reply {
    prepared = nil
    let step = try preparedStep(preparation)
    let loss = step.step()
    try step.gradients().write(to: preparation.gradients)
    prepared = step
    return Reply(loss: loss, extraMemory: preparation.measuresMemory ? try step.extraMemory() : nil)
  }

  private func preparedStep(_ preparation: Request.Preparation) throws -> any PreparedStep {
    if let product = Product.Kind(rawValue: preparation.graph) {
      let file = try TensorFile(path: preparation.data)
      return preparation.precision == .float
        ? try PreparedProduct<Float>(product, file) : try PreparedProduct<Double>(product, file)
    }
    let family = try Self.family(preparation.graph)
    let model = preparation.precision == .float ? family.float : family.double
    let file = try TensorFile(path: preparation.data)
    guard preparation.differentiatesInput else { return try Self.make(model, file) }
    guard let model = model as? any DifferentiatesInput.Type else {
      throw BenchError("\(preparation.graph) has no gradient to its input")
    }
    return try Self.makeWithInput(model, file)
  }

  static func family(_ graph: String) throws -> ModelFamily {
    guard let family = GeneratedModels.all.first(where: { $0.signature.name == graph }) else {
      throw BenchError("there is no graph \(graph)")
    }
    return family
  }

  private static func make<Model: GeneratedModel>(_: Model.Type, _ file: TensorFile) throws -> any PreparedStep {
    try PreparedModel<Model>(file)
  }

  private static func makeWithInput<Model: DifferentiatesInput>(
    _: Model.Type, _ file: TensorFile
  ) throws -> any PreparedStep {
    try PreparedModelWithInput<Model>(file)
  }

  private func time(_ steps: Int) throws -> Double {
    guard let prepared else { throw BenchError("time comes after prepare") }
    let clock = ContinuousClock()
    let elapsed = clock.measure { for _ in 0..<steps { _ = prepared.step() } }
    return (elapsed / .nanoseconds(1)) / Double(steps)
  }
}

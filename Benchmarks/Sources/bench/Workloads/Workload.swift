import ArgumentParser
import BenchmarkModels
import KernelRuntime

/// Loss and all gradients of one graph over a number of rows.
struct Workload: Sendable {
  enum Source: Sendable { case iris, digits, random }

  let title: String
  let graph: String
  let rows: Int
  var source = Source.random
  var differentiatesInput = false
  /// Takes seconds a step and gigabytes: fewer rounds, fresh processes, and the memory beyond the gradients measured.
  var isLarge = false

  var signature: ModelSignature {
    guard let family = GeneratedModels.all.first(where: { $0.signature.name == graph }) else {
      preconditionFailure("graphs/ declares no graph \(graph)")
    }
    return family.signature
  }
}

extension Workload {
  static let all = [
    Workload(title: "Iris, 150 × 4 × 3", graph: "Iris", rows: 150, source: .iris),
    Workload(title: "Digits, 1,797 × 64 × 10", graph: "Digits", rows: 1797, source: .digits),
    Workload(title: "Images, 128 × 784 × 10", graph: "Images", rows: 128),
    Workload(title: "Images, 60,000 × 784 × 10", graph: "Images", rows: 60_000),
    Workload(title: "Perceptron, 128 × 784 → 256 → 10", graph: "Perceptron", rows: 128),
    Workload(title: "Residual perceptron, 128 × 784 → 256 → 256⊕ → 10", graph: "Residual", rows: 128),
    Workload(
      title: "Layers of the user's own, 1,797 × 64 × 10, temperature 2, smoothing 0.1", graph: "UserLayer", rows: 1797,
      source: .digits),
    Workload(title: "Language head, 1,024 × 768 × 50,257", graph: "LanguageHead", rows: 1024, isLarge: true),
    Workload(
      title: "Language head with the gradient to its input, 1,024 × 768 × 50,257", graph: "LanguageHeadWithInput",
      rows: 1024, differentiatesInput: true, isLarge: true),
  ]
}

/// The precision of a run.
enum Precision: String, CaseIterable, Codable, ExpressibleByArgument, Sendable {
  case float, double

  /// How far apart two gradients may be, relative to the largest entry: sums of up to 60,000 products in another order.
  var tolerance: Double { self == .float ? 2e-4 : 1e-10 }
  var bytes: Int { self == .float ? 4 : 8 }
}

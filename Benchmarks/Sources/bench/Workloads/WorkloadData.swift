import Foundation
import KernelRuntime
import Training

/// Writes a workload's inputs, labels and parameters, the same for every contender.
struct WorkloadData {
  let repository: URL

  func write(_ workload: Workload, _ precision: Precision, to path: String) throws {
    switch precision {
    case .float: try write(workload, Float.self, path)
    case .double: try write(workload, Double.self, path)
    }
  }

  private func write<Scalar: KernelScalar>(_ workload: Workload, _: Scalar.Type, _ path: String) throws {
    var file = TensorFileWriter()
    var random = RandomNumbers()
    let signature = workload.signature
    let (inputs, labels) = try examples(workload, Scalar.self, &random)
    file.add("X", [workload.rows, signature.inputs[0].width], inputs)
    file.add("y", [workload.rows], labels)
    for parameter in signature.parameters {
      let bound = 1 / Double(signature.inputs[0].width).squareRoot()
      let values = (0..<parameter.count).map { _ in Scalar(random.next(within: bound)) }
      file.add(parameter.name, parameter.shape, values)
    }
    try file.write(to: path)
  }

  private func examples<Scalar: KernelScalar>(
    _ workload: Workload, _: Scalar.Type, _ random: inout RandomNumbers
  ) throws -> ([Scalar], [Int32]) {
    switch workload.source {
    case .iris: return try table("iris.csv", label: "species", workload.signature, scale: 1)
    case .digits: return try table("digits.csv", label: "digit", workload.signature, scale: 16)
    case .random:
      let signature = workload.signature
      let inputs = (0..<workload.rows * signature.inputs[0].width).map { _ in Scalar(random.next(within: 1)) }
      return (inputs, (0..<workload.rows).map { _ in random.nextClass(below: signature.targets[0].width) })
    }
  }

  private func table<Scalar: KernelScalar>(
    _ name: String, label: String, _ signature: ModelSignature, scale: Scalar
  ) throws -> ([Scalar], [Int32]) {
    let path = repository.appendingPathComponent("data/\(name)").path
    let table = try CommaSeparatedTable(contentsOf: path)
    let dataset = try Dataset<Scalar>(table, label: label, for: signature).dividingFeatures(by: scale)
    guard case .classes(let labels) = dataset.labels else { throw BenchError("\(name) has no classes") }
    return (dataset.features.elements, labels.indices)
  }
}

/// SplitMix64: the same numbers on every machine.
struct RandomNumbers {
  private var state: UInt64 = 20

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func next(within bound: Double) -> Double { bound * (Double(next() >> 11) / Double(1 << 52) - 1) }

  mutating func nextClass(below count: Int) -> Int32 { Int32(next() % UInt64(count)) }
}

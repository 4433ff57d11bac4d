import KernelRuntime
import SeededRandom
import Testing

@testable import Training

struct MiniBatchesTests {
  /// A signature with two inputs and both forms of target, and rows that can be told apart.
  static let signature = ModelSignature(
    name: "G", inputs: [.init(name: "X", features: [2, 3]), .init(name: "U", features: [1])],
    targets: [.init(name: "Y", kind: .classIndices, width: 10), .init(name: "T", kind: .values, width: 2)],
    parameters: [], prediction: .init(name: "A", features: [10]))

  static func batch(rows: Int) throws -> Batch<Float> {
    let numbers = (0..<rows).map(Float.init)
    return try Batch(
      inputs: [
        Tensor(shape: [rows, 2, 3], numbers.flatMap { row in (0..<6).map { row * 6 + Float($0) } }),
        Tensor(shape: [rows, 1], numbers),
      ],
      targets: [
        .classes(ClassIndices((0..<rows).map { Int32($0 % 10) }, classes: 10)),
        .rows(Tensor(shape: [rows, 2], numbers.flatMap { [$0, -$0] })),
      ], for: signature)
  }

  /// The rows that a batch was gathered from, after checking that all its tensors agree about them.
  static func rows(of batch: Batch<Float>) -> [Int] {
    let rows = batch.inputs.tensors[1].elements.map { Int($0) }
    for (position, row) in rows.enumerated() {
      let features = (0..<6).map { batch.inputs.tensors[0][position, $0 / 3, $0 % 3] }
      #expect(features == (0..<6).map { Float(row * 6 + $0) })
    }
    guard case .classes(let labels) = batch.targets[0], case .rows(let values) = batch.targets[1] else { return [] }
    #expect(labels.values == rows.map { Int32($0 % 10) })
    #expect(values.elements == rows.flatMap { [Float($0), -Float($0)] })
    return rows
  }

  @Test(arguments: [1, 3, 5, 7, 19]) func passesOverEveryRowOnceAnEpoch(size: Int) throws {
    var batches = MiniBatches(
      of: try Self.batch(rows: 20), size: size, signature: Self.signature, generator: SplitMix64(seed: 1))
    var orders: Set<[Int]> = []
    for _ in 0..<3 {
      var order: [Int] = []
      var sizes: [Int] = []
      while order.count < 20 {
        let rows = Self.rows(of: try batches.next())
        order += rows
        sizes.append(rows.count)
      }
      #expect(order.sorted() == Array(0..<20))
      #expect(sizes.dropLast().allSatisfy { $0 == size })
      #expect(sizes.last == (20 % size == 0 ? size : 20 % size))
      orders.insert(order)
    }
    #expect(orders.count == 3)
  }

  @Test func usesTheSameMemoryAgain() throws {
    var batches = MiniBatches(
      of: try Self.batch(rows: 20), size: 6, signature: Self.signature, generator: SplitMix64(seed: 1))
    var addresses: Set<[UInt]> = []
    for _ in 0..<40 { addresses.insert(Self.addresses(try batches.next())) }
    // One set for full batches, and one for the two rows at the end of an epoch.
    #expect(addresses.count == 2)
  }

  @Test func leavesABatchThatIsKeptAsItIs() throws {
    var batches = MiniBatches(
      of: try Self.batch(rows: 20), size: 6, signature: Self.signature, generator: SplitMix64(seed: 1))
    let kept = try batches.next()
    let rows = Self.rows(of: kept)
    let next = Self.rows(of: try batches.next())
    #expect(Self.rows(of: kept) == rows)
    #expect(next != rows)
  }

  private static func addresses(_ batch: Batch<Float>) -> [UInt] {
    let inputs = batch.inputs.tensors.map { $0.withElements { UInt(bitPattern: $0.baseAddress) } }
    return inputs
      + batch.targets.map { target in
        switch target {
        case .classes: UInt(bitPattern: batch.labels(at: 0, classes: 10))
        case .rows(let tensor): tensor.withElements { UInt(bitPattern: $0.baseAddress) }
        }
      }
  }
}

import KernelRuntime
import SeededRandom
import Testing

@testable import Training

struct MiniBatchesTests {
  /// Two inputs and both forms of target.
  enum Declaration: ModelDeclaration {
    static let signature = ModelSignature(
      name: "G", inputs: [.init(name: "X", features: [2, 3]), .init(name: "U", features: [1])],
      targets: [.init(name: "Y", kind: .classIndices, width: 10), .init(name: "T", kind: .values, width: 2)],
      parameters: [], prediction: .init(name: "A", features: [10]))
  }

  typealias Model = SignatureModel<Float, Declaration>

  /// Rows that can be told apart.
  static func batch(rows: Int) throws -> Batch<Model> {
    let numbers = (0..<rows).map(Float.init)
    return try Batch(
      Examples(
        inputs: [
          Tensor(shape: [rows, 2, 3], numbers.flatMap { row in (0..<6).map { row * 6 + Float($0) } }),
          Tensor(shape: [rows, 1], numbers),
        ],
        labels: [ClassIndices((0..<rows).map { Int32($0 % 10) }, classes: 10)],
        values: [Tensor(shape: [rows, 2], numbers.flatMap { [$0, -$0] })]))
  }

  /// The rows that a batch was gathered from, after checking that all its tensors agree about them.
  static func rows(of batch: Batch<Model>) -> [Int] {
    let examples = batch.examples
    let rows = examples.inputs[1].elements.map { Int($0) }
    for (position, row) in rows.enumerated() {
      let features = (0..<6).map { examples.inputs[0][position, $0 / 3, $0 % 3] }
      #expect(features == (0..<6).map { Float(row * 6 + $0) })
    }
    #expect(batch.rows == rows.count)
    #expect(examples.labels[0].values == rows.map { Int32($0 % 10) })
    #expect(examples.values[0].elements == rows.flatMap { [Float($0), -Float($0)] })
    return rows
  }

  @Test(arguments: [1, 3, 5, 7, 19]) func passesOverEveryRowOnceAnEpoch(size: Int) throws {
    var batches = MiniBatches(
      of: try Self.batch(rows: 20), size: size, generator: SplitMix64(seed: 1))
    var orders: Set<[Int]> = []
    for _ in 0..<3 {
      var order: [Int] = []
      var sizes: [Int] = []
      while order.count < 20 {
        let rows = Self.rows(of: batches.next())
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
      of: try Self.batch(rows: 20), size: 6, generator: SplitMix64(seed: 1))
    var addresses: Set<[UInt]> = []
    for _ in 0..<40 { addresses.insert(Self.addresses(batches.next())) }
    // One set for full batches, and one for the two rows at the end of an epoch.
    #expect(addresses.count == 2)
  }

  @Test func leavesABatchThatIsKeptAsItIs() throws {
    var batches = MiniBatches(
      of: try Self.batch(rows: 20), size: 6, generator: SplitMix64(seed: 1))
    let kept = batches.next()
    let rows = Self.rows(of: kept)
    let next = Self.rows(of: batches.next())
    #expect(Self.rows(of: kept) == rows)
    #expect(next != rows)
  }

  private static func addresses(_ batch: Batch<Model>) -> [UInt] {
    [batch.input(at: 0), batch.input(at: 1), batch.values(at: 0)].map { UInt(bitPattern: $0) }
      + [UInt(bitPattern: batch.labels(at: 0))]
  }
}

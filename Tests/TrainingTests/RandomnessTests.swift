import KernelRuntime
import SeededRandom
import Testing

@testable import Training

struct RandomnessTests {
  /// The numbers that Vigna's splitmix64.c gives.
  @Test func agreesWithTheReference() {
    var generator = SplitMix64(seed: 1_234_567)
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
      16_408_922_859_458_223_821,
    ]
    #expect((0..<5).map { _ in generator.next() } == expected)
  }

  @Test func coversABoundEvenly() {
    var generator = SplitMix64(seed: 3)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[generator.index(below: 7)] += 1 }
    // 10,000 are expected, with a standard deviation of 93.
    #expect(counts.allSatisfy { abs($0 - 10_000) < 500 })
  }

  @Test func shufflesIntoEveryOrderEquallyOften() {
    var generator = SplitMix64(seed: 4)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<24_000 {
      var order = [0, 1, 2, 3]
      generator.shuffle(&order)
      counts[order, default: 0] += 1
    }
    #expect(counts.count == 24)
    #expect(counts.values.allSatisfy { abs($0 - 1_000) < 200 })
  }

  enum Declaration: ModelDeclaration {
    static let signature = ModelSignature(parameters: [
      .init(name: "W", shape: [200, 100]), .init(name: "b", shape: [100]), .init(name: "K", shape: [3, 3, 8, 16]),
    ])
  }

  typealias Model<Scalar: KernelScalar> = SignatureModel<Scalar, Declaration>

  @Test func startsWithinGlorotsLimits() throws {
    var generator = SplitMix64(seed: 5)
    let vector = Initialization.glorotUniform.parameters(of: Model<Double>.self, generator: &generator)
    for (name, fans) in [("W", 300.0), ("K", 9 * 24.0)] {
      let elements = try vector.tensor(name).elements
      let limit = (6 / fans).squareRoot()
      let variance = elements.reduce(0) { $0 + $1 * $1 } / Double(elements.count)
      #expect(elements.allSatisfy { abs($0) <= limit })
      // A uniform distribution within ±l has the variance l²/3, which here is Glorot's 2/(inputs + outputs).
      #expect(abs(variance / (2 / fans) - 1) < 0.1)
    }
    #expect(try vector.tensor("b").elements.allSatisfy { $0 == 0 })
  }

  @Test func startsFromTheSameNumbersInBothScalars() {
    var (first, second) = (SplitMix64(seed: 6), SplitMix64(seed: 6))
    let double = Initialization.glorotUniform.parameters(of: Model<Double>.self, generator: &first)
    let float = Initialization.glorotUniform.parameters(of: Model<Float>.self, generator: &second)
    for parameter in Declaration.signature.parameters {
      #expect(
        (try? double.tensor(parameter.name).elements.map { Float($0) })
          == (try? float.tensor(parameter.name).elements))
    }
  }

  @Test func startsFromZeros() {
    var generator = SplitMix64(seed: 0)
    let vector = Initialization.zeros.parameters(of: Model<Float>.self, generator: &generator)
    #expect(vector.withElements { $0.allSatisfy { $0 == 0 } })
  }
}

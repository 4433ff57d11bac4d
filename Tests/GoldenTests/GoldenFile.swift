import Foundation
import IndexCalculus
import Testing
import Verification

/// Values computed by other software, as `golden/` keeps them.
struct GoldenFile: Decodable {
  struct Array: Decodable {
    let shape: [Int]
    let values: [Double]

    var tensor: DenseTensor<Double> { DenseTensor(shape: shape, elements: values) }
    var integers: DenseTensor<Int> { DenseTensor(shape: shape, elements: values.map { Int($0) }) }
  }

  struct Output: Decodable {
    let shape: [Int]
    /// The software whose values are taken; the others agree with it within `difference`.
    let reference: String
    let tolerance: Double
    let values: [String: [Double]]

    var tensor: DenseTensor<Double> { DenseTensor(shape: shape, elements: values[reference] ?? []) }
  }

  struct Case: Decodable {
    let name: String
    let parameters: [String: Double]
    let inputs: [String: Array]
    let outputs: [String: Output]

    func input(_ name: String) throws -> DenseTensor<Double> { try #require(inputs[name]).tensor }

    func integers(_ name: String) throws -> DenseTensor<Int> { try #require(inputs[name]).integers }

    func output(_ name: String) throws -> DenseTensor<Double> { try #require(outputs[name]).tensor }
  }

  let cases: [Case]

  static func named(_ name: String, file: String = #filePath) throws -> GoldenFile {
    let folder = URL(filePath: file).deletingLastPathComponent().appending(path: "../../golden")
    return try JSONDecoder().decode(GoldenFile.self, from: Data(contentsOf: folder.appending(path: "\(name).json")))
  }

  static func testCase(_ name: String, in file: String) throws -> Case {
    try #require(named(file).cases.first { $0.name == name })
  }
}

/// The notebook's measure: at or under this, values computed in Double are as good as they get.
let goldenTolerance = 5e-15

/// Requires values to agree with other software's by the mean absolute percentage error.
func expect(
  _ value: DenseTensor<Double>, agreesWith golden: DenseTensor<Double>, within tolerance: Double = goldenTolerance,
  _ name: Comment, at location: Testing.SourceLocation = #_sourceLocation
) {
  let error = value.percentageError(against: golden)
  #expect(error <= tolerance, "\(name.rawValue): error \(error)", sourceLocation: location)
}

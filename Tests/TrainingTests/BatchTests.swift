import KernelRuntime
import Testing

/// What a batch refuses.
struct BatchTests {
  private enum Declaration: ModelDeclaration {
    static let signature = ModelSignature(
      name: "G", inputs: [.init(name: "X", features: [2])],
      targets: [.init(name: "Y", kind: .values, width: 1), .init(name: "y", kind: .classIndices, width: 3)],
      parameters: [], prediction: .init(name: "A", features: [3]))
  }

  private func batch(
    X: [Int] = [2, 2], labels: [Int32]? = [0, 2], values: [Float] = [1, -2]
  ) throws -> Batch<SignatureModel<Float, Declaration>> {
    try Batch(
      Examples(
        inputs: [Tensor(shape: X)], labels: labels.map { [try ClassIndices($0, classes: 3)] } ?? [],
        values: [Tensor(shape: [values.count, 1], values)]))
  }

  @Test func takesWhatTheSignatureAsksFor() throws { #expect(try batch().rows == 2) }

  @Test func namesWhatDoesNotFit() {
    #expect(throws: KernelError.shape(name: "X", expected: "rows × 2", found: [2, 3])) { try batch(X: [2, 3]) }
    #expect(throws: KernelError.shape(name: "X", expected: "rows × 2", found: [])) { try batch(X: []) }
    #expect(throws: KernelError.noRows) { try batch(X: [0, 2], labels: [], values: []) }
    #expect(throws: KernelError.rowCount(name: "y", expected: 2, found: 1)) { try batch(labels: [0]) }
    #expect(throws: KernelError.rowCount(name: "Y", expected: 2, found: 3)) { try batch(values: [1, 2, 3]) }
    #expect(throws: KernelError.notFinite(name: "Y", row: 1)) { try batch(values: [1, .nan]) }
    #expect(throws: KernelError.tensorCount(role: "targets given as class indices", expected: 1, found: 0)) {
      try batch(labels: nil)
    }
  }

  @Test func labelsAreOfSomeClass() {
    #expect(throws: KernelError.shape(name: "y", expected: "at least 1 class", found: [-1])) {
      try ClassIndices([], classes: -1, name: "y")
    }
  }

  @Test(arguments: [[Int.max, 2], [-2, -4], [-8], [3, 3]]) func aTensorHasAsManyElementsAsItsShapeSays(shape: [Int]) {
    let elements = [Float](repeating: 1, count: 8)
    #expect(throws: KernelError.elementCount(shape: shape, found: 8)) { try Tensor(shape: shape, elements) }
  }
}

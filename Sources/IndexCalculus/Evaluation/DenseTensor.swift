/// A tensor of numbers in row-major order, as the reference evaluator sees it.
public struct DenseTensor<Number: Sendable>: Sendable {
  public let shape: [Int]
  public var elements: [Number]

  /// - Parameter elements: as many as the shape has places.
  public init(shape: [Int], elements: [Number]) {
    precondition(elements.count == shape.reduce(1, *), "as many elements as places")
    self.shape = shape
    self.elements = elements
  }

  public init(shape: [Int], element: ([Int]) throws -> Number) rethrows {
    self.shape = shape
    elements = try Self.positions(of: shape).map(element)
  }

  public subscript(position: [Int]) -> Number {
    get { elements[offset(position)] }
    set { elements[offset(position)] = newValue }
  }

  func offset(_ position: [Int]) -> Int {
    var offset = 0
    for axis in shape.indices { offset = offset * shape[axis] + position[axis] }
    return offset
  }

  /// All positions in row-major order.
  public static func positions(of shape: [Int]) -> [[Int]] {
    shape.reduce([[]]) { positions, extent in positions.flatMap { prefix in (0..<extent).map { prefix + [$0] } } }
  }

  public func map<Result: Sendable>(_ transform: (Number) -> Result) -> DenseTensor<Result> {
    DenseTensor<Result>(shape: shape, elements: elements.map(transform))
  }
}

extension DenseTensor: Equatable where Number: Equatable {}

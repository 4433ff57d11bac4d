/// What can be wrong with the values a generated kernel is given.
public enum KernelError: Error, Equatable, CustomStringConvertible, Sendable {
  /// A tensor of another shape than the graph's.
  case shape(name: String, expected: String, found: [Int])
  /// Another number of elements than the product of the extents, or extents that have none.
  case elementCount(shape: [Int], found: Int)
  /// Another number of rows than the first tensor of the batch has.
  case rowCount(name: String, expected: Int, found: Int)
  case noRows
  /// Another number of inputs or targets than the graph has.
  case tensorCount(role: String, expected: Int, found: Int)
  /// A class number outside `0 ..< classes`; rows count from 0.
  case label(name: String, row: Int, value: Int, classes: Int)
  /// A row of a distribution whose sum is further than 10⁻⁵ from 1.
  case rowSum(name: String, row: Int, sum: Double)
  case negativeWeight(name: String, row: Int, value: Double)
  /// NaN or infinity in a target.
  case notFinite(name: String, row: Int)
  case unknownParameter(name: String, known: [String])

  public var description: String {
    switch self {
    case .shape(let name, let expected, let found):
      "\(name) must have the shape \(expected), but has \(Self.text(found))"
    case .elementCount(let shape, let found):
      "a tensor of shape \(Self.text(shape)) cannot be made of \(found) elements; give as many as the extents' product"
    case .rowCount(let name, let expected, let found):
      "\(name) has \(found) rows where the other tensors of the batch have \(expected)"
    case .noRows:
      "the batch has no rows; give at least one"
    case .tensorCount(let role, let expected, let found):
      "\(role): the graph takes \(expected), but \(found) were given"
    case .label(let name, let row, let value, let classes):
      "\(name), row \(row): the label \(value) is outside 0 ..< \(classes)"
    case .rowSum(let name, let row, let sum):
      "\(name), row \(row): the entries must sum to 1, but sum to \(sum)"
    case .negativeWeight(let name, let row, let value):
      "\(name), row \(row): a target weight must not be negative, but is \(value)"
    case .notFinite(let name, let row):
      "\(name), row \(row): a value is NaN or infinite"
    case .unknownParameter(let name, let known):
      "there is no parameter \(name); the graph has \(known.joined(separator: ", "))"
    }
  }

  static func text(_ shape: [Int]) -> String {
    shape.map(String.init).joined(separator: " × ")
  }
}

/// What is wrong with the text of a formula, and where.
public struct FormulaError: Error, Equatable, CustomStringConvertible, Sendable {
  /// The first character of the part that is wrong, counted from 1.
  public let column: Int
  /// One sentence: what is wrong and what to do.
  public let message: String

  public init(column: Int, _ message: String) {
    self.column = column
    self.message = message
  }

  public var description: String { "column \(column): \(message)" }
}

/// What a graph may ask for that no kernel can be made of.
public enum CompilerError: Error, Equatable, CustomStringConvertible, Sendable {
  case rowsNotFirst(formula: String)
  case maximumOverRows(formula: String)
  /// A fault of the compiler's own.
  case incomplete(formula: String)

  public var description: String {
    switch self {
    case .rowsNotFirst(let formula):
      "“\(formula)” has the rows of the batch on an axis other than the first, so it cannot be computed tile by tile"
    case .maximumOverRows(let formula):
      "“\(formula)” takes a maximum over the rows of the batch; only sums over rows are supported"
    case .incomplete(let formula):
      "“\(formula)” was left in a form that no loop can compute; this is a fault of Pullback, so please report the graph"
    }
  }
}

import KernelRuntime

/// Why a table does not fit a graph.
public enum DatasetError: Error, Equatable, CustomStringConvertible, Sendable {
  case table(TableError)
  /// The label's field is empty.
  case missingLabel(TableLocation, column: String)
  /// The label is the only column.
  case noFeatures(path: String, label: String)
  /// Finite as `Double`, but not in the scalar that was asked for.
  case outOfRange(TableLocation, column: String, value: Double, scalar: String)
  case featureCount(graph: String, input: String, expected: Int, found: Int)
  case classCount(graph: String, target: String, outputs: Int, classes: [String])
  /// A table has one label column, but the target takes several.
  case targetWidth(graph: String, target: String, width: Int)
  /// A table fills one input and one target, but the graph has others.
  case arity(graph: String, inputs: [String], targets: [String])
  /// The labels are classes where the target takes numbers, or the other way round.
  case labelKind(target: String, expected: TargetKind)
  case values(KernelError)

  public var description: String {
    switch self {
    case .table(let error):
      error.description
    case .missingLabel(let location, let column):
      "\(location): column \(column.quoted): the label is missing; fill it in, or remove the row"
    case .noFeatures(let path, let label):
      "\(path): there is no column besides the label \(label.quoted); add the features"
    case .outOfRange(let location, let column, let value, let scalar):
      "\(location): column \(column.quoted): \(value) does not fit \(scalar); use double, or scale the column"
    case .featureCount(let graph, let input, let expected, let found):
      "the data has \(Self.count(found, "feature column")) besides the label, but the input \(input) of \(graph) "
        + "takes \(expected); change the data or the graph"
    case .classCount(let graph, let target, let outputs, let classes):
      "the labels have \(classes.count) classes (\(NearestName.list(classes))), but the target \(target) of \(graph) "
        + "has \(Self.count(outputs, "output")); correct the labels, or give the graph more outputs"
    case .targetWidth(let graph, let target, let width):
      "the target \(target) of \(graph) takes \(width) numbers a row, but a table has one label column; "
        + "build the batch from tensors instead"
    case .arity(let graph, let inputs, let targets):
      "\(graph) has the inputs \(inputs.joined(separator: ", ")) and the targets \(targets.joined(separator: ", ")), "
        + "but a table fills one input and one target; build the batch from tensors instead"
    case .labelKind(let target, let expected):
      "the target \(target) takes \(expected), which these labels are not; read the table for this graph"
    case .values(let error):
      error.description
    }
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}

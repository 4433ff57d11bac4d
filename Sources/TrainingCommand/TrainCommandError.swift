import Training

/// What is wrong with a command line that can be parsed.
enum TrainCommandError: Error, Equatable, CustomStringConvertible {
  case unknownGraph(String, known: [String])
  /// The output would replace the table that is being read.
  case outputIsData(path: String)
  /// Zero or infinite once rounded to the scalar.
  case optionOutOfRange(option: String, value: Double, scalar: String)
  /// L-BFGS stopped before the gradient was small enough.
  case notConverged(gradient: Double, wanted: Double, steps: Int, isLimit: Bool, scalar: String)

  var description: String {
    switch self {
    case .unknownGraph(let name, let known):
      "there is no graph \(name.quoted); the graphs are \(NearestName.list(known))"
        + NearestName.hint(name, in: known)
    case .outputIsData(let path):
      "\(path): the parameters would overwrite the data; give --output another name"
    case .optionOutOfRange(let option, let value, let scalar):
      "\(option) \(value) is outside the range of \(scalar); use --scalar double, or another value"
    case .notConverged(let gradient, let wanted, let steps, isLimit: true, _):
      "after \(steps) steps the gradient's largest entry is \(gradient), above \(wanted); raise --steps or --until"
    case .notConverged(let gradient, let wanted, let steps, isLimit: false, let scalar):
      "after \(steps) steps rounding in \(scalar) keeps the gradient's largest entry at \(gradient), above \(wanted); "
        + (scalar == "float" ? "use --scalar double, or raise --until" : "raise --until")
    }
  }
}

/// What is wrong with a command line that can be parsed.
enum CommandError: Error, CustomStringConvertible {
  case unknown(_ kind: String, _ name: String, known: [String])
  case file(path: String, reason: String)
  case other(String)

  var description: String {
    switch self {
    case .unknown(let kind, let name, let known):
      "there is no \(kind) “\(name)”; "
        + (known.isEmpty ? "none is declared" : "known are \(known.joined(separator: ", "))")
    case .file(let path, let reason): "\(path): \(reason)"
    case .other(let sentence): sentence
    }
  }
}

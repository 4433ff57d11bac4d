import Foundation

/// What the driver asks of a worker: one line of JSON on its standard input.
enum Request: Encodable {
  /// Load the data, take a step, write the gradients, and stay ready for `time`.
  case prepare(Preparation)
  /// Take a number of steps and tell how long one took.
  case time(steps: Int)
  /// Train softmax regression with the penalty `strength/2 · ‖W‖²` until no gradient entry is above the tolerance.
  case train(graph: String, data: String, strength: Double, tolerance: Double)

  struct Preparation: Codable {
    let graph: String
    let precision: Precision
    let data: String
    let gradients: String
    let differentiatesInput: Bool
    let measuresMemory: Bool
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: RequestField.self)
    switch self {
    case .prepare(let preparation):
      try preparation.encode(to: encoder)
      try fields.encode("prepare", forKey: .command)
    case .time(let steps):
      try fields.encode("time", forKey: .command)
      try fields.encode(steps, forKey: .steps)
    case .train(let graph, let data, let strength, let tolerance):
      try fields.encode("train", forKey: .command)
      try fields.encode(graph, forKey: .graph)
      try fields.encode(data, forKey: .data)
      try fields.encode(strength, forKey: .strength)
      try fields.encode(tolerance, forKey: .tolerance)
    }
  }
}

enum RequestField: String, CodingKey { case command, graph, steps, data, strength, tolerance }

extension Request: Decodable {
  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: RequestField.self)
    switch try fields.decode(String.self, forKey: .command) {
    case "prepare": self = .prepare(try Preparation(from: decoder))
    case "time": self = .time(steps: try fields.decode(Int.self, forKey: .steps))
    case "train":
      self = .train(
        graph: try fields.decode(String.self, forKey: .graph),
        data: try fields.decode(String.self, forKey: .data),
        strength: try fields.decode(Double.self, forKey: .strength),
        tolerance: try fields.decode(Double.self, forKey: .tolerance))
    case let command: throw BenchError("there is no request \(command)")
    }
  }
}

/// What a worker answers: one line of JSON on its standard output. The first line, unasked, is its version.
struct Reply: Codable {
  var version: String?
  var missing: String?
  var unsupported: String?
  var error: String?
  var loss: Double?
  /// Bytes at the peak of a step, beyond what was there before it and the gradients.
  var extraMemory: Int?
  /// Of one step, or of a whole training run.
  var nanoseconds: Double?
  var objective: Double?
  var iterations: Int?
}

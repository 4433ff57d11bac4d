import IndexCalculus

/// The Swift names of a kernel's tensors and loop variables.
struct SwiftNames {
  private let names: [TensorSymbol: String]

  /// - Parameter parameters: those of the function.
  init(_ buffers: [Buffer], avoiding parameters: [String]) {
    var taken = Self.reserved.union(parameters)
    var names: [TensorSymbol: String] = [:]
    for buffer in buffers {
      var candidate = Self.identifier(buffer.tensor)
      while Self.isTaken(candidate) || !taken.insert(candidate).inserted { candidate += "_" }
      names[buffer.tensor] = candidate
    }
    self.names = names
  }

  func callAsFunction(_ tensor: TensorSymbol) -> String { names[tensor] ?? Self.identifier(tensor) }

  /// `∂CE/∂W` is written `dW`.
  private static func identifier(_ tensor: TensorSymbol) -> String {
    switch tensor.origin {
    case .derivative(_, let by): "d" + identifier(by)
    case .copy(let original): identifier(original) + "Rows"
    case .given: tensor.name.filter { $0.isLetter || $0.isNumber || $0 == "_" }
    }
  }

  /// Names that the generated functions use themselves.
  private static let reserved: Set<String> = [
    "batch", "gradient", "workspace", "prediction", "parameters", "signature", "rows", "row", "lanes", "count", "lane",
    "memory", "scratch", "scale", "Scalar", "m", "self", "square", "power", "abs", "sign", "larger", "Tensor", "Batch",
    "Examples", "padded", "team", "part", "thread", "tile", "sums", "round", "columns", "lines", "layout", "inputs",
    "overM", "scratchOffset", "min", "span",
  ]

  /// Loop variables, the places of the memory plan `slot1`, … and of tensors, `ZOffset` and `dWSums`, and the parts of long
  /// formulas `term1`, ….
  private static func isTaken(_ name: String) -> Bool {
    freeVariables.contains(name) || reducedVariables.contains(name)
      || ["Offset", "Sums"].contains(where: name.hasSuffix)
      || ["slot", "term"].contains { name.hasPrefix($0) && name.dropFirst(4).allSatisfy(\.isNumber) }
      || ["j", "k"].contains { name.hasPrefix($0) && name.dropFirst().allSatisfy(\.isNumber) }
  }

  private static let freeVariables = ["j", "c", "d", "h"]
  private static let reducedVariables = ["k", "q", "p", "n", "u", "v"]

  /// Loop variables: the rows are lanes, other free indices `j`, `c`, …, reduced ones `k`, `q`, ….
  static func loopVariables(_ loops: [Loop]) -> [Index: String] {
    var free = freeVariables.makeIterator()
    var reduced = reducedVariables.makeIterator()
    var result: [Index: String] = [:]
    for loop in loops {
      switch loop.range {
      case .lanes: result[loop.index] = "lane"
      case .count, .countdown:
        if case .free(let number) = loop.index, number < 4 {
          result[loop.index] = free.next() ?? "j\(number)"
        } else {
          result[loop.index] = reduced.next() ?? "k\(result.count)"
        }
      }
    }
    return result
  }
}

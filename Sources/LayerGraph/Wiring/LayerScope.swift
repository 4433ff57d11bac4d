import IndexCalculus

/// Hands a layer its tensors while its graph is wired.
public struct LayerScope {
  /// The layer's type, for messages.
  let layer: String
  let inputs: [TensorSymbol]
  let sharesParameters: Bool
  private(set) var names: NameTable
  private(set) var parameters: [TensorSymbol]
  private(set) var targets: [TargetTensor]
  /// The parameters and targets this layer asked for, in order.
  private(set) var used: [TensorSymbol] = []
  let location: SourceLocation

  init(
    layer: String, inputs: [TensorSymbol], sharesParameters: Bool, names: NameTable, parameters: [TensorSymbol],
    targets: [TargetTensor], location: SourceLocation
  ) {
    self.layer = layer
    self.inputs = inputs
    self.sharesParameters = sharesParameters
    self.names = names
    self.parameters = parameters
    self.targets = targets
    self.location = location
  }

  /// The number of tensors that the layer is wired to.
  public var inputCount: Int { inputs.count }

  /// The tensor at a position of the wiring.
  /// - Throws: `LayerError` where the layer is wired to fewer.
  public func input(_ position: Int = 0) throws(LayerError) -> Tensor {
    guard inputs.indices.contains(position) else {
      let needed = position == 0 ? "1 input" : "\(position + 1) inputs"
      throw LayerError("\(layer) needs \(needed), but is wired to \(inputs.isEmpty ? "none" : "\(inputs.count)")")
    }
    return Tensor(inputs[position])
  }

  /// The first input, `rows × features`.
  /// - Parameter need: what the layer needs, for the message.
  /// - Throws: `LayerError` where it has another number of axes.
  public func matrixInput(_ need: String) throws(LayerError) -> Tensor {
    let x = try input()
    guard x.extents.count == 2 else {
      throw LayerError("\(layer) needs \(need), but \(x.symbol.name) has the shape \(x.extents.shapeText)")
    }
    return x
  }

  /// A tensor that training adjusts.
  /// - Throws: `LayerError` where the name is taken or the shape is impossible.
  public mutating func parameter(_ name: String, _ extents: [Extent]) throws(LayerError) -> Tensor {
    let isPossible = extents.allSatisfy { if case .fixed(let count) = $0 { count >= 1 } else { false } }
    guard isPossible else {
      throw LayerError(
        "the parameter \(name) would have the shape \(extents.shapeText); every extent must be a number of at least 1")
    }
    try extents.checkSize("the parameter \(name)")
    let symbol = TensorSymbol(name, extents)
    if sharesParameters, let known = parameters.first(where: { $0.name == name }) {
      guard known == symbol else {
        throw LayerError(
          "the shared parameter \(name) has the shape \(known.extents.shapeText), but is needed as "
            + extents.shapeText)
      }
      used.append(known)
      return Tensor(known)
    }
    try names.take(name, for: "parameter", at: location)
    parameters.append(symbol)
    used.append(symbol)
    return Tensor(symbol)
  }

  /// A target with the given entries in a row.
  /// - Throws: `LayerError` where the name is taken, or known with another kind or width.
  public mutating func target(_ target: Target, width: Extent) throws(LayerError) -> TargetTensor {
    guard case .fixed(let width) = width else {
      throw LayerError("the target \(target.name) needs a fixed number of entries in a row")
    }
    if let known = targets.first(where: { $0.symbol.name == target.name }) {
      guard known.kind == target.kind else {
        throw LayerError(
          "the target \(target.name) is used as \(target.kind.phrase) here, but as \(known.kind.phrase) before")
      }
      guard known.width == width else {
        throw LayerError(
          "the target \(target.name) needs \(width) entries in a row here, but has \(known.width) before")
      }
      used.append(known.symbol)
      return known
    }
    try names.take(target.name, for: "target", at: location)
    let symbol =
      switch target.kind {
      case .classIndices: TensorSymbol(target.name, [.rows], element: .place(on: .fixed(width)))
      case .distribution, .weights, .values: TensorSymbol(target.name, [.rows, .fixed(width)])
      }
    let result = TargetTensor(symbol: symbol, kind: target.kind, width: width)
    targets.append(result)
    used.append(symbol)
    return result
  }
}

extension [Extent] {
  /// `m × 4 × 3`; a single number for a scalar.
  public var shapeText: String { isEmpty ? "1" : map(\.description).joined(separator: " × ") }

  /// A tebibyte of numbers in Float. Counting the entries of larger shapes could overflow.
  private static var largestSize: Int { 1 << 38 }

  func checkSize(_ subject: String) throws(LayerError) {
    var size = 1
    for case .fixed(let count) in self {
      let (product, overflows) = size.multipliedReportingOverflow(by: count)
      guard !overflows, product <= Self.largestSize else {
        throw LayerError("\(subject) would have the shape \(shapeText), which is more than any memory holds")
      }
      size = product
    }
  }
}

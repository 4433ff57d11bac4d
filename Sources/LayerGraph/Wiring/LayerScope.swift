import IndexCalculus

/// Hands a layer its tensors while its graph is wired.
public struct LayerScope {
  let inputs: [TensorSymbol]
  let sharesParameters: Bool
  private(set) var names: NameTable
  private(set) var parameters: [TensorSymbol]
  private(set) var targets: [TargetTensor]
  /// The parameters and targets this layer asked for, in order.
  private(set) var used: [TensorSymbol] = []
  let location: SourceLocation

  init(
    inputs: [TensorSymbol], sharesParameters: Bool, names: NameTable, parameters: [TensorSymbol],
    targets: [TargetTensor], location: SourceLocation
  ) {
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
      throw LayerError("the layer needs \(position + 1) inputs, but is wired to \(inputs.count)")
    }
    return Tensor(inputs[position])
  }

  /// A tensor that training adjusts.
  /// - Throws: `LayerError` where the name is taken or the shape is impossible.
  public mutating func parameter(_ name: String, _ extents: [Extent]) throws(LayerError) -> Tensor {
    for case .fixed(let count) in extents where count < 1 {
      throw LayerError("the parameter \(name) would have the shape \(extents.shapeText); every extent must be at least 1")
    }
    let symbol = TensorSymbol(name, extents)
    if sharesParameters, let known = parameters.first(where: { $0.name == name }) {
      guard known == symbol else {
        throw LayerError(
          "the shared parameter \(name) has the shape \(known.extents.shapeText), but is needed as \(extents.shapeText)")
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
      guard known.kind == target.kind, known.width == width else {
        throw LayerError(
          "the target \(target.name) was declared with \(known.width) entries in a row and another use needs \(width) of kind \(target.kind.rawValue)"
        )
      }
      used.append(known.symbol)
      return known
    }
    try names.take(target.name, for: "target", at: location)
    let symbol =
      switch target.kind {
      case .classIndices: TensorSymbol(target.name, [.rows], element: .integer)
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
}

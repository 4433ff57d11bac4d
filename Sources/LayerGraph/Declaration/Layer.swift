import IndexCalculus

/// A step of a graph, given by what it computes and nothing else: a formula in index notation.
///
/// ```swift
/// struct SoftMax: Layer {
///   func define(_ z: Tensor) -> TensorFormula {
///     z.map { i, j in exp(z[i, j]) / sum { k in exp(z[i, k]) } }
///   }
/// }
/// ```
///
/// A layer with one input and no parameters needs no more than this. Others conform to `GraphLayer`.
public protocol Layer: GraphLayer {
  func define(_ x: Tensor) throws(LayerError) -> TensorFormula
}

extension Layer {
  public func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    try define(scope.input())
  }
}

/// A layer that may have parameters, a target, or several inputs.
public protocol GraphLayer: Sendable {
  /// The name of the output where the graph gives none; a number is appended where it is taken.
  var outputName: String { get }

  /// The formula of the output, over tensors that `scope` hands out.
  /// - Throws: `LayerError` for inputs that the layer does not fit; the graph adds the place of the declaration.
  func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula
}

extension GraphLayer {
  public var outputName: String { "H" }

  /// The layer, its output under the given name.
  public func named(_ name: String) -> PlacedLayer { PlacedLayer(layer: self).named(name) }

  /// The layer, its inputs the tensors of the given names instead of the output before it.
  public func from(_ names: String...) -> PlacedLayer { PlacedLayer(layer: self, inputs: names) }

  /// The same for names that a program puts together.
  public func from(_ names: [String]) -> PlacedLayer { PlacedLayer(layer: self, inputs: names) }

  /// The layer, its parameters those of an earlier layer wherever the names agree.
  public func sharingParameters() -> PlacedLayer { PlacedLayer(layer: self).sharingParameters() }
}

/// A layer and how it is wired into its graph.
public struct PlacedLayer: Sendable {
  let layer: any GraphLayer
  var name: String?
  var inputs: [String]?
  var sharesParameters = false

  init(layer: any GraphLayer, inputs: [String]? = nil) {
    self.layer = layer
    self.inputs = inputs
  }

  public func named(_ name: String) -> PlacedLayer {
    var result = self
    result.name = name
    return result
  }

  public func from(_ names: String...) -> PlacedLayer {
    var result = self
    result.inputs = names
    return result
  }

  public func sharingParameters() -> PlacedLayer {
    var result = self
    result.sharesParameters = true
    return result
  }
}

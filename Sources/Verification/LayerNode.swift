import IndexCalculus
import LayerGraph

/// What a node of a computation graph can be asked wrongly.
public enum NodeError: Error, Equatable, CustomStringConvertible, Sendable {
  case layer(String)
  case wrongShape(role: String, expected: String, found: [Int])
  case backwardBeforeForward
  case notEvaluable(String)

  public var description: String {
    switch self {
    case .layer(let message), .notEvaluable(let message): message
    case .wrongShape(let role, let expected, let found):
      "\(role) must have the shape \(expected), but has \(found.map(String.init).joined(separator: " × "))"
    case .backwardBeforeForward: "backward needs the values of a forward run; call forward first"
    }
  }
}

/// A layer as a node with `forward` and `backward`, for one row or for a matrix by rows.
///
/// Both products with the Jacobian `J_jk = ∂y_j/∂x_k` are derived from the layer's definition. They differ wherever `J` is
/// not symmetric, and only one of them is a gradient:
///
/// - `vectorJacobianProduct(v)` is `Σ_j v_j J_jk`: a gradient by the output becomes one by the input. `backward` is this.
/// - `jacobianVectorProduct(u)` is `Σ_k J_jk u_k`: how the output moves when the input moves along `u`.
public struct LayerNode: Sendable {
  public let features: Int
  private let input: TensorSymbol
  private let output: TensorDefinition
  private let local: Derivation
  private let vectorJacobian: TensorDefinition
  private let jacobianVector: TensorDefinition
  /// The values of the latest forward run, always as rows.
  private var values: Evaluator<Double>?
  private var hasOneRow = false

  /// - Parameter features: the entries of one row.
  /// - Throws: `NodeError.layer` for a layer that cannot stand alone, or whose derivative cannot be found.
  public init(_ layer: some GraphLayer, features: Int) throws(NodeError) {
    self.features = features
    do {
      (input, output) = try layer.definition(features: features)
      guard output.symbol.rank == 2, output.symbol.isRowwise else {
        throw NodeError.layer(
          "the layer gives a tensor of the shape \(output.symbol.extents.shapeText), where a node needs rows of numbers")
      }
      local = try Derivation(of: output, wrt: input)
      vectorJacobian = try local.vectorJacobianProduct()
      jacobianVector = try local.jacobianVectorProduct()
    } catch let error as LayerError {
      throw .layer(error.message)
    } catch let error as NodeError {
      throw error
    } catch {
      throw .layer("\(error)")
    }
  }

  /// The layer's output, of one row or of each row of a matrix.
  /// - Throws: `NodeError.wrongShape`.
  public mutating func forward(_ x: DenseTensor<Double>) throws(NodeError) -> DenseTensor<Double> {
    let rows = try rows(of: x, role: "x", width: features)
    var evaluator = Evaluator<Double>(rows: rows.shape[0], tensors: [input: rows])
    let y = try evaluated(evaluator, output)
    evaluator.tensors[output.symbol] = y
    values = evaluator
    hasOneRow = x.shape.count == 1
    return shaped(y)
  }

  /// The gradient by the input from the gradient by the output: the vector-Jacobian product.
  /// - Throws: `NodeError.backwardBeforeForward`, or `.wrongShape` where the gradient is not of the output's shape.
  public func backward(_ gradient: DenseTensor<Double>) throws(NodeError) -> DenseTensor<Double> {
    try vectorJacobianProduct(gradient)
  }

  /// `Σ_j v_j ∂y_j/∂x_k`.
  /// - Throws: as `backward`.
  public func vectorJacobianProduct(_ vector: DenseTensor<Double>) throws(NodeError) -> DenseTensor<Double> {
    try product(vectorJacobian, Derivation.cotangent(of: output.symbol), vector, like: output.symbol)
  }

  /// `Σ_k ∂y_j/∂x_k u_k`.
  /// - Throws: as `backward`.
  public func jacobianVectorProduct(_ vector: DenseTensor<Double>) throws(NodeError) -> DenseTensor<Double> {
    try product(jacobianVector, Derivation.tangent(of: input), vector, like: input)
  }

  /// `∂y_pq/∂x_rs` at the latest forward run; `∂y_q/∂x_s` for one row.
  /// - Throws: `NodeError.backwardBeforeForward`.
  public func jacobian() throws(NodeError) -> DenseTensor<Double> {
    guard let values else { throw .backwardBeforeForward }
    let definition = TensorDefinition(TensorSymbol("J", local.extents), local.result)
    let full = try evaluated(values, definition)
    return hasOneRow ? DenseTensor(shape: [full.shape[1], full.shape[3]], elements: full.elements) : full
  }

  // MARK: - Shapes

  private func product(
    _ definition: TensorDefinition, _ symbol: TensorSymbol, _ vector: DenseTensor<Double>, like tensor: TensorSymbol
  ) throws(NodeError) -> DenseTensor<Double> {
    guard var evaluator = values else { throw .backwardBeforeForward }
    let width = tensor.shape(rows: 0)[1]
    let rows = try rows(of: vector, role: "the vector", width: width)
    let count = evaluator.tensors[input]?.shape[0] ?? 0
    guard rows.shape[0] == count, (vector.shape.count == 1) == hasOneRow else {
      throw .wrongShape(role: "the vector", expected: hasOneRow ? "\(width)" : "\(count) × \(width)", found: vector.shape)
    }
    evaluator.tensors[symbol] = rows
    return shaped(try evaluated(evaluator, definition))
  }

  private func rows(
    of tensor: DenseTensor<Double>, role: String, width: Int
  ) throws(NodeError) -> DenseTensor<Double> {
    guard (1...2).contains(tensor.shape.count), tensor.shape.last == width, !tensor.elements.isEmpty else {
      throw .wrongShape(role: role, expected: "\(width) or rows × \(width)", found: tensor.shape)
    }
    return DenseTensor(shape: [tensor.elements.count / width, width], elements: tensor.elements)
  }

  private func shaped(_ rows: DenseTensor<Double>) -> DenseTensor<Double> {
    hasOneRow ? DenseTensor(shape: [rows.elements.count], elements: rows.elements) : rows
  }

  private func evaluated(
    _ evaluator: Evaluator<Double>, _ definition: TensorDefinition
  ) throws(NodeError) -> DenseTensor<Double> {
    do { return try evaluator.tensor(definition.body, extents: definition.symbol.extents) } catch {
      throw .notEvaluable("\(error)")
    }
  }
}

import IndexCalculus

/// A derivative as somebody derived it by hand, to be judged:
///
/// ```swift
/// Claim(of: "CE", wrt: "Z") { t, r, s in (t.A[r, s] - t.Y[r, s]) / t.m }
/// ```
///
/// The closure gets the graph's tensors by their names, then an index for each axis of the first tensor and of the
/// second. A claim stands in the graph that it is about; `check` judges it with everything else.
public struct Claim: Sendable {
  public let of: String
  public let wrt: String
  /// How many indices the formula is written in.
  let indices: Int
  let formula: @Sendable (ClaimTensors, [IndexTerm]) -> Expression

  private init(
    _ of: String, _ wrt: String, _ indices: Int, _ formula: @escaping @Sendable (ClaimTensors, [IndexTerm]) -> Expression
  ) {
    self.of = of
    self.wrt = wrt
    self.indices = indices
    self.formula = formula
  }

  public init(of: String, wrt: String, _ formula: @escaping @Sendable (ClaimTensors, IndexTerm) -> Expression) {
    self.init(of, wrt, 1) { formula($0, $1[0]) }
  }

  public init(
    of: String, wrt: String, _ formula: @escaping @Sendable (ClaimTensors, IndexTerm, IndexTerm) -> Expression
  ) {
    self.init(of, wrt, 2) { formula($0, $1[0], $1[1]) }
  }

  public init(
    of: String, wrt: String,
    _ formula: @escaping @Sendable (ClaimTensors, IndexTerm, IndexTerm, IndexTerm) -> Expression
  ) {
    self.init(of, wrt, 3) { formula($0, $1[0], $1[1], $1[2]) }
  }

  public init(
    of: String, wrt: String,
    _ formula: @escaping @Sendable (ClaimTensors, IndexTerm, IndexTerm, IndexTerm, IndexTerm) -> Expression
  ) {
    self.init(of, wrt, 4) { formula($0, $1[0], $1[1], $1[2], $1[3]) }
  }
}

/// The tensors of a graph by name, for the formula of a claim.
@dynamicMemberLookup
public struct ClaimTensors: Sendable {
  private let graph: WiredGraph

  init(_ graph: WiredGraph) { self.graph = graph }

  /// The number of rows.
  public var m: Expression { .extent(.rows) }

  public subscript(dynamicMember name: String) -> ClaimTensor { ClaimTensor(name, graph) }
}

/// A tensor or a target in the formula of a claim.
public struct ClaimTensor: Sendable {
  private let name: String
  private let graph: WiredGraph

  init(_ name: String, _ graph: WiredGraph) {
    self.name = name
    self.graph = graph
  }

  public subscript(positions: IndexTerm...) -> Expression {
    if let target = graph.targets.first(where: { $0.symbol.name == name }), positions.count == 2 {
      return target[positions[0], positions[1]]
    }
    guard let symbol = graph.program.tensor(named: name) else {
      return .invalid("there is no tensor \(name); known are \(graph.program.tensors.map(\.name).joined(separator: ", "))")
    }
    return .access(symbol, positions)
  }
}

/// A claim in its graph.
public struct WiredClaim: Sendable {
  public let of: TensorSymbol
  public let wrt: TensorSymbol
  /// In the free indices of `of`, then those of `wrt`.
  public let formula: Expression
  /// Where it was declared, unless it came from somewhere else.
  public let location: SourceLocation?

  public init(of: TensorSymbol, wrt: TensorSymbol, formula: Expression, location: SourceLocation? = nil) {
    self.of = of
    self.wrt = wrt
    self.formula = formula
    self.location = location
  }

  /// - Throws: `LayerError` for a tensor that is not there, or a formula that does not fit.
  init(_ claim: Claim, in graph: WiredGraph, at location: SourceLocation) throws(LayerError) {
    func tensor(_ name: String) throws(LayerError) -> TensorSymbol {
      if let symbol = graph.program.tensor(named: name) { return symbol }
      let known = graph.program.tensors.map(\.name).joined(separator: ", ")
      throw LayerError("the claim is about \(name), but there is no such tensor; known are \(known)")
    }
    of = try tensor(claim.of)
    wrt = try tensor(claim.wrt)
    self.location = location
    guard claim.indices == of.rank + wrt.rank else {
      throw LayerError(
        "the claim is written in \(claim.indices) indices, but ∂\(of.name)/∂\(wrt.name) has \(of.rank + wrt.rank)")
    }
    let body = claim.formula(ClaimTensors(graph), (0..<claim.indices).map(IndexTerm.free))
    let whole = TensorFormula(extents: of.extents + wrt.extents, body: body)
    if let problem = whole.problem { throw LayerError("the claim: \(problem)") }
    formula = body
  }
}

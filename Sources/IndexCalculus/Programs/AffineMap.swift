/// Weights that multiply an input, `Σ_p X_ip W_pj`, the only place where a program reads them, with the bias that is added
/// there, if there is one.
///
/// Whatever follows, the loss depends on such parameters through `XW + b` alone. Where each row has a loss of its own, its
/// Hessian by the weights of an output is `Xᵀ D X` for some diagonal `D`, with the constant 1 as one more feature for the
/// bias.
public struct AffineMap: Hashable, Sendable {
  /// `m × features`.
  public let input: TensorSymbol
  /// `features × outputs`.
  public let weights: TensorSymbol
  /// `outputs`.
  public let bias: TensorSymbol?
}

extension TensorProgram {
  /// The affine maps of inputs, in the order of their definitions.
  public var affineMaps: [AffineMap] {
    let reads = reads
    func isReadOnce(_ tensor: TensorSymbol) -> Bool { parameters.contains(tensor) && reads[tensor] == 1 }
    return definitions.flatMap { definition -> [AffineMap] in
      let terms = definition.body.terms
      let products = terms.compactMap(\.productWithWeights).filter { inputs.contains($0.input) && isReadOnce($0.weights) }
      let bias = terms.lazy.compactMap(\.bias).first(where: isReadOnce)
      return products.enumerated().map { position, product in
        AffineMap(input: product.input, weights: product.weights, bias: position == 0 ? bias : nil)
      }
    }
  }

  /// How often each tensor stands in the definitions.
  private var reads: [TensorSymbol: Int] {
    var counts: [TensorSymbol: Int] = [:]
    for definition in definitions {
      definition.body.visit { expression in
        if case .access(let tensor, _) = expression.form { counts[tensor, default: 0] += 1 }
      }
    }
    return counts
  }
}

extension Expression {
  /// The tensors of `Σ_p X_ip W_pj`.
  fileprivate var productWithWeights: (input: TensorSymbol, weights: TensorSymbol)? {
    guard case .reduction(.sum, let binder, let body) = form, body.factors.count == 2 else { return nil }
    func factor(with positions: [IndexTerm]) -> TensorSymbol? {
      body.factors.lazy.compactMap { $0.tensor(at: positions) }.first
    }
    guard let input = factor(with: [.free(0), .index(binder.index)]),
      let weights = factor(with: [.index(binder.index), .free(1)])
    else { return nil }
    return (input, weights)
  }

  /// The tensor of `b_j`.
  fileprivate var bias: TensorSymbol? { tensor(at: [.free(1)]) }

  private func tensor(at positions: [IndexTerm]) -> TensorSymbol? {
    if case .access(let tensor, positions) = form { tensor } else { nil }
  }
}

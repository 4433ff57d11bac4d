import IndexCalculus

/// `A_ij = exp(Z_ij / s_i) / Σ_k exp(Z_ik / s_i)`, the scale `s_i` an entry of the row itself.
///
/// The derivative runs through the scale too, so the Jacobian is not symmetric. Where several entries could be the
/// scale, the first one is, and only its derivative counts. Where the scale is 0 the row is taken as it is.
public struct NormalizedSoftMax: Layer {
  public enum Scale: Hashable, Sendable {
    /// The greatest entry.
    case maximum
    /// The entry of greatest magnitude, with its sign.
    case greatestMagnitude
  }

  let scale: Scale

  public init(by scale: Scale = .maximum) { self.scale = scale }

  public var outputName: String { "A" }

  public func define(_ z: Tensor) -> TensorFormula {
    z.map { i, j in
      let s = select(isZero(scale(of: z, in: i)), 1, scale(of: z, in: i))
      return exp(z[i, j] / s) / sum { k in exp(z[i, k] / s) }
    }
  }

  private func scale(of z: Tensor, in row: IndexTerm) -> Expression {
    switch scale {
    case .maximum: max { k in z[row, k] }
    case .greatestMagnitude: entry(whereGreatest: { k in abs(z[row, k]) }) { k in z[row, k] }
    }
  }
}

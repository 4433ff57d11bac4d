import IndexCalculus
import LayerGraph

// Layers that exist for tests only: whatever collapses for them, collapses by general rules.

/// `exp(f_ij) / Σ_k exp(f_ik)` of the input divided by a temperature.
package struct Shares: Layer {
  private let temperature: Double
  package var outputName: String { "A" }

  package init(temperature: Double = 1) { self.temperature = temperature }

  package func define(_ z: Tensor) -> TensorFormula {
    z.map { i, j in exp(z[i, j] / Expression(temperature)) / sum { k in exp(z[i, k] / Expression(temperature)) } }
  }
}

/// `−Σ_ij t_ij log A_ij / m` with `t = (1 − ε) Y + ε/K`.
package struct LogLoss: GraphLayer {
  private let target: Target
  private let smoothing: Double
  package var outputName: String { "L" }

  package init(target: Target, smoothing: Double = 0) {
    self.target = target
    self.smoothing = smoothing
  }

  package func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let a = try scope.input()
    let y = try scope.target(target, width: a.extents[1])
    let share = Expression(smoothing)
    return TensorFormula(
      -sum { i in sum { j in ((1 - share) * y[i, j] + share / .extent(a.extents[1])) * log(a[i, j]) } } / a.rowCount)
  }
}

/// Any function of each entry.
package struct Elementwise: Layer {
  package let outputName: String
  private let function: @Sendable (Expression) -> Expression

  package init(_ outputName: String, _ function: @escaping @Sendable (Expression) -> Expression) {
    self.outputName = outputName
    self.function = function
  }

  package func define(_ x: Tensor) -> TensorFormula { x.mapElements(function) }
}

/// The mean over the rows of a loss of each entry and its target.
package struct MeanLoss: GraphLayer {
  private let target: Target
  private let loss: @Sendable (_ prediction: Expression, _ target: Expression) -> Expression
  package var outputName: String { "L" }

  package init(_ target: Target, _ loss: @escaping @Sendable (Expression, Expression) -> Expression) {
    self.target = target
    self.loss = loss
  }

  package func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let a = try scope.input()
    let y = try scope.target(target, width: a.extents[1])
    return TensorFormula(sum { i in sum { j in loss(a[i, j], y[i, j]) } } / a.rowCount)
  }
}

/// `b_j + Σ_k x_ik W_kj`.
package struct Linear: GraphLayer {
  private let weights: String
  private let bias: String
  private let outputs: Int
  package var outputName: String { "Z" }

  package init(weights: String, bias: String, outputs: Int) {
    self.weights = weights
    self.bias = bias
    self.outputs = outputs
  }

  package func define(in scope: inout LayerScope) throws(LayerError) -> TensorFormula {
    let x = try scope.input()
    let W = try scope.parameter(weights, [x.extents[1], .fixed(outputs)])
    let b = try scope.parameter(bias, [.fixed(outputs)])
    return TensorFormula([x.extents[0], .fixed(outputs)]) { i, j in b[j] + sum { k in x[i, k] * W[k, j] } }
  }
}

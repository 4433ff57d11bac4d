import KernelRuntime

/// What the inputs tell of the Hessian of a loss: `κ XᵀX/m + λ`, the same for every output.
///
/// Where weights multiply an input, `Z = XW + b`, and each row has a loss of its own, the Hessian's block for an output `j`
/// is `Xᵀ diag(∂²L/∂Z_j²) X/m`, with the constant 1 as one more feature for the bias. The second derivatives differ from row
/// to row, but `XᵀX/m` knows all about features of different sizes, off-centre or correlated, which is what makes plain
/// methods slow. (D. Böhning, "Multinomial logistic regression algorithm", 1992, bounds the Hessian like this; J. Martens
/// and R. Grosse, "Optimizing neural networks with Kronecker-factored approximate curvature", 2015, use the same factor.)
/// `κ` is learnt from the steps taken.
struct InputCurvature<Scalar: KernelScalar>: Sendable {
  private let rows: LinearRows
  /// `XᵀX/m`, the constant's row and column last.
  private let moments: SquareMatrix
  /// `λ` of each feature.
  private let penalties: [Double]
  private var scale = 0.5
  private var factor: SquareMatrix

  /// Costs `m · features²` multiply-adds at once, and `features³/3` for each `κ` that differs much from the last one.
  /// - Parameter penalties: the `λ` of parameters by name, where the loss has `λ/2 ‖P‖²` added to it.
  /// - Returns: nil for a model that is no affine map of one input with anything after it, and where so many features would
  ///   cost more than the steps that are saved.
  init?<Model: GeneratedModel>(
    of inputs: Inputs<Model>, in parameters: ParameterVector<Model>, penalties: [String: Scalar]
  ) where Model.Scalar == Scalar {
    guard let map = Model.signature.onlyAffineMap, let rows = LinearRows(map, in: parameters),
      let position = Model.signature.inputs.firstIndex(where: { $0.name == map.input }),
      Model.signature.inputs[position].features == [rows.features],
      Self.isWorthwhile(examples: inputs.rows, features: rows.features, outputs: rows.outputs)
    else { return nil }
    self.rows = rows
    moments = Self.moments(of: inputs.tensors[position], features: rows.features, withConstant: map.bias != nil)
    func penalty(_ name: String) -> Double { penalties[name].map { Double($0) } ?? 0 }
    self.penalties =
      [Double](repeating: penalty(map.weights), count: rows.features) + (map.bias.map { [penalty($0)] } ?? [])
    factor = moments
    refactor()
  }

  /// Whether the moments and one factorisation take no more operations than five hundred evaluations of the loss and its
  /// gradient, which multiply the input twice, and the matrices no more than a hundred megabytes.
  private static func isWorthwhile(examples: Int, features: Int, outputs: Int) -> Bool {
    guard features <= 2_048 else { return false }
    let (m, n) = (Double(examples), Double(features))
    return n * n * (m + n / 3) <= 500 * 2 * m * n * Double(outputs)
  }

  /// Sets `κ` to the curvature along a step, as far as the penalty does not explain it.
  /// - Parameter product: the step times the change of the gradient.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  mutating func learn(from step: [Scalar], product: Scalar) {
    let entries = rows.gather(step)
    let image = moments.times(entries, columns: rows.outputs)
    var (spread, penalty) = (0.0, 0.0)
    for place in entries.indices {
      spread += entries[place] * image[place]
      penalty += penalties[place / rows.outputs] * entries[place] * entries[place]
    }
    let seen = (Double(product) - penalty) / spread
    guard seen.isFinite, seen > 0 else { return }
    // A factorisation costs as much as a small step of training: not for every little change.
    if seen < scale / 1.5 || seen > scale * 1.5 {
      scale = seen
      refactor()
    }
  }

  /// Replaces the entries of the weights and the bias by the inverse times them, and scales all others.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func solve(_ vector: inout [Scalar], elsewhere: Scalar) {
    var entries = rows.gather(vector)
    factor.solve(&entries, columns: rows.outputs)
    for place in vector.indices { vector[place] *= elsewhere }
    rows.scatter(entries, to: &vector)
  }

  private mutating func refactor() {
    var matrix = moments
    let mean = (0..<moments.count).reduce(0) { $0 + moments[$1, $1] } / Double(moments.count)
    for row in 0..<matrix.count {
      for column in 0..<matrix.count { matrix[row, column] *= scale }
      // A feature that is the same everywhere has no curvature of its own.
      matrix[row, row] += penalties[row] + scale * 1e-9 * mean
    }
    factor = matrix.choleskyFactor()
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private static func moments(of input: Tensor<Scalar>, features: Int, withConstant: Bool) -> SquareMatrix {
    let examples = input.shape[0]
    var products = [Scalar](repeating: 0, count: features * features)
    var sums = [Scalar](repeating: 0, count: features)
    var scratch = [Scalar](repeating: 0, count: Scalar.contractionScratch)
    let share = 1 / Scalar(max(examples, 1))
    input.withElements { elements in
      guard let x = elements.baseAddress else { return }
      Scalar.contract(
        (features, features, examples), x, (1, features), x, (features, 1), into: &products, (features, 1), scale: share,
        accumulating: false, &scratch)
      for row in 0..<examples {
        for feature in 0..<features { sums[feature] += share * x[row * features + feature] }
      }
    }
    var result = SquareMatrix(count: features + (withConstant ? 1 : 0))
    for row in 0..<features {
      for column in 0..<features { result[row, column] = Double(products[row * features + column]) }
      if withConstant {
        result[row, features] = Double(sums[row])
        result[features, row] = Double(sums[row])
      }
    }
    if withConstant { result[features, features] = 1 }
    return result
  }
}

extension ModelSignature {
  /// The one affine map of an input that holds all parameters, if there is such a one.
  fileprivate var onlyAffineMap: AffineMap? {
    guard affineMaps.count == 1, let map = affineMaps.first else { return nil }
    return Set(parameters.map(\.name)) == Set([map.weights, map.bias].compactMap(\.self)) ? map : nil
  }
}

/// Where the weights' rows, and the bias as one more of them, lie in a vector of parameters.
private struct LinearRows: Sendable {
  let features: Int
  let outputs: Int
  /// The first entry of each row.
  private let starts: [Int]

  /// - Returns: nil where the signature contradicts itself.
  init?<Model>(_ map: ModelSignature.AffineMap, in parameters: ParameterVector<Model>) {
    guard let weights = Model.signature.parameters.first(where: { $0.name == map.weights }), weights.shape.count == 2,
      let range = try? parameters.range(of: map.weights)
    else { return nil }
    let outputs = weights.shape[1]
    (features, self.outputs) = (weights.shape[0], outputs)
    var starts = (0..<features).map { range.lowerBound + $0 * outputs }
    if let bias = map.bias {
      guard let place = try? parameters.range(of: bias), place.count == outputs else { return nil }
      starts.append(place.lowerBound)
    }
    self.starts = starts
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func gather<Scalar: KernelScalar>(_ vector: [Scalar]) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(starts.count * outputs)
    for start in starts { for place in start..<start + outputs { result.append(Double(vector[place])) } }
    return result
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func scatter<Scalar: KernelScalar>(_ entries: [Double], to vector: inout [Scalar]) {
    for (row, start) in starts.enumerated() {
      for column in 0..<outputs { vector[start + column] = Scalar(entries[row * outputs + column]) }
    }
  }
}

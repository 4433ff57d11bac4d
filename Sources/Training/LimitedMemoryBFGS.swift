import KernelRuntime

/// Minimises a smooth function by L-BFGS: Newton's method with an inverse Hessian that is remembered as the last few
/// steps and what they did to the gradient (Nocedal and Wright, *Numerical Optimization*, 2nd edition, 2006, algorithms
/// 7.4 and 7.5, with a bracketing search for Wolfe's conditions, section 3.1).
public struct LimitedMemoryBFGS<Scalar: KernelScalar>: Sendable {
  /// Steps that are remembered.
  public var history = 10
  /// No entry of the gradient is larger at the end.
  public var tolerance: Scalar
  public var iterationLimit = 10_000
  /// Whether `fit` starts from what the inputs tell of the Hessian, where they tell anything and it is soon repaid.
  public var usesInputCurvature = true

  public struct Outcome: Sendable {
    public let value: Scalar
    /// The largest entry of the gradient, without its sign.
    public let gradientNorm: Scalar
    public let iterations: Int
    /// How often the function was computed.
    public let evaluations: Int
    /// Whether the gradient is within the tolerance. Otherwise rounding, or the limit of iterations, came first.
    public let isConverged: Bool
  }

  public init(tolerance: Scalar) { self.tolerance = tolerance }

  /// Moves `x` to where no entry of the gradient is larger than the tolerance.
  /// - Parameter evaluate: gives the value at a point, and writes the gradient there.
  /// - Throws: `TrainingError.lossNotFinite` or `.gradientNotFinite` where the function has no value or no derivative at the
  ///   start.
  public func minimize(
    _ x: inout [Scalar], _ evaluate: (_ x: [Scalar], _ gradient: inout [Scalar]) -> Scalar
  ) throws(TrainingError) -> Outcome {
    try minimize(&x, curvature: nil, evaluate)
  }

  /// - Parameter curvature: what is known of the Hessian beforehand. Without, it starts as a multiple of the identity.
  func minimize(
    _ x: inout [Scalar], curvature: InputCurvature<Scalar>?,
    _ evaluate: (_ x: [Scalar], _ gradient: inout [Scalar]) -> Scalar
  ) throws(TrainingError) -> Outcome {
    var run = Run(history: history, curvature: curvature)
    var point = Point(x: x, gradient: [Scalar](repeating: 0, count: x.count), value: 0)
    point.value = evaluate(point.x, &point.gradient)
    guard point.value.isFinite else { throw .lossNotFinite(step: 0, loss: Double(point.value)) }
    guard norm(point.gradient).isFinite else { throw .gradientNotFinite(step: 0) }
    var (iterations, evaluations) = (0, 1)
    while norm(point.gradient) > tolerance, iterations < iterationLimit {
      guard let next = run.search(from: point, evaluate, &evaluations) else { break }
      run.remember(from: point, to: next)
      point = next
      iterations += 1
    }
    x = point.x
    let norm = norm(point.gradient)
    return Outcome(
      value: point.value, gradientNorm: norm, iterations: iterations, evaluations: evaluations,
      isConverged: norm <= tolerance)
  }

  fileprivate struct Point {
    var x: [Scalar]
    var gradient: [Scalar]
    var value: Scalar
  }

  /// A step that was taken, and how the gradient changed by it.
  private struct Change {
    let step: [Scalar]
    let gradient: [Scalar]
    /// `1/(stepᵀ gradient)`.
    let inverse: Scalar
  }

  private struct Run {
    let history: Int
    var curvature: InputCurvature<Scalar>?
    private var changes: [Change] = []

    init(history: Int, curvature: InputCurvature<Scalar>?) {
      self.history = history
      self.curvature = curvature
    }

    /// A point with a smaller value and a flatter slope (Wolfe's two conditions), by doubling and halving.
    /// - Returns: nil where the value does not decrease beyond rounding any more.
    mutating func search(
      from start: Point, _ evaluate: ([Scalar], inout [Scalar]) -> Scalar, _ evaluations: inout Int
    ) -> Point? {
      var direction = direction(start.gradient)
      if !(dot(direction, start.gradient) < 0) {
        changes = []
        direction = start.gradient.map { -$0 }
      }
      let slope = dot(direction, start.gradient)
      let isScaled = curvature != nil || !changes.isEmpty
      var (low, high, length) = (0 as Scalar, Scalar.infinity, isScaled ? 1 : 1 / (-slope).squareRoot())
      var next = start
      for _ in 0..<40 {
        next.x = start.x
        add(length, direction, to: &next.x)
        next.value = evaluate(next.x, &next.gradient)
        evaluations += 1
        let slopeThere = dot(direction, next.gradient)
        if !decreasesEnough(from: start.value, to: next.value, length, slope, slopeThere) {
          high = length
        } else if slopeThere < Scalar(0.9) * slope {
          low = length
        } else {
          return next
        }
        length = high.isFinite ? (low + high) / 2 : 2 * low
      }
      return nil
    }

    /// Where the values differ by no more than rounding, the slopes tell what they cannot (the approximate conditions of
    /// Hager and Zhang, "A new conjugate gradient method with guaranteed descent", 2005).
    private func decreasesEnough(
      from start: Scalar, to end: Scalar, _ length: Scalar, _ slope: Scalar, _ slopeThere: Scalar
    ) -> Bool {
      let share = Scalar(1e-4)
      guard slopeThere.isFinite else { return false }
      if end <= start + share * length * slope { return true }
      return end <= start + 100 * Scalar.ulpOfOne * abs(start) && slopeThere <= (2 * share - 1) * slope
    }

    /// Minus the approximate inverse Hessian times the gradient, by the two loops over the remembered changes.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    private func direction(_ gradient: [Scalar]) -> [Scalar] {
      var q = gradient.map { -$0 }
      var shares: [Scalar] = []
      for change in changes.reversed() {
        let share = change.inverse * dot(change.step, q)
        shares.append(share)
        add(-share, change.gradient, to: &q)
      }
      let scale = changes.last.map { 1 / ($0.inverse * dot($0.gradient, $0.gradient)) } ?? 1
      if let curvature {
        curvature.solve(&q, elsewhere: scale)
      } else {
        for place in q.indices { q[place] *= scale }
      }
      for (change, share) in zip(changes, shares.reversed()) {
        add(share - change.inverse * dot(change.gradient, q), change.step, to: &q)
      }
      return q
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    mutating func remember(from start: Point, to end: Point) {
      let step = difference(end.x, start.x)
      let gradient = difference(end.gradient, start.gradient)
      let product = dot(step, gradient)
      guard product > 0 else { return }
      curvature?.learn(from: step, product: product)
      guard history > 0 else { return }
      if changes.count == history { changes.removeFirst() }
      changes.append(Change(step: step, gradient: gradient, inverse: 1 / product))
    }
  }
}

private func dot<Scalar: KernelScalar>(_ a: [Scalar], _ b: [Scalar]) -> Scalar { Scalar.dot(a, b, count: a.count) }

/// The largest entry without its sign, NaN where any is.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
private func norm<Scalar: KernelScalar>(_ values: [Scalar]) -> Scalar {
  values.reduce(0) { $0.isNaN || abs($1) <= $0 ? $0 : abs($1) }
}

@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
private func add<Scalar: KernelScalar>(_ factor: Scalar, _ a: [Scalar], to b: inout [Scalar]) {
  for place in b.indices { b[place] += factor * a[place] }
}

@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
private func difference<Scalar: KernelScalar>(_ a: [Scalar], _ b: [Scalar]) -> [Scalar] {
  var result = a
  for place in result.indices { result[place] -= b[place] }
  return result
}

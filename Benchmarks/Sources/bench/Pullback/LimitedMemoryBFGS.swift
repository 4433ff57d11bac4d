/// L-BFGS, as every benchmark of logistic regression uses it: `Training` has only first-order rules so far.
struct LimitedMemoryBFGS {
  /// As many as scikit-learn keeps.
  let history = 10
  let tolerance: Double
  private(set) var iterations = 0
  private var changes: [(step: [Double], gradient: [Double], inverse: Double)] = []

  init(tolerance: Double) { self.tolerance = tolerance }

  /// Minimises from `x`, in place, until no entry of the gradient is larger than the tolerance.
  /// - Parameter evaluate: returns the value at a point, and writes the gradient there.
  mutating func minimise(_ x: inout [Double], _ evaluate: ([Double], inout [Double]) -> Double) {
    var gradient = [Double](repeating: 0, count: x.count)
    var value = evaluate(x, &gradient)
    while gradient.contains(where: { abs($0) > tolerance }), iterations < 100_000 {
      var direction = direction(gradient)
      if dot(direction, gradient) >= 0 {
        changes = []
        direction = gradient.map { -$0 }
      }
      let first = changes.isEmpty ? 1 / dot(gradient, gradient).squareRoot() : 1
      guard let found = search(from: x, value, gradient, direction, first, evaluate) else { return }
      remember(zip(found.x, x).map { $0 - $1 }, zip(found.gradient, gradient).map { $0 - $1 })
      (x, value, gradient) = found
      iterations += 1
    }
  }

  private typealias Point = (x: [Double], value: Double, gradient: [Double])

  /// The two loops over the remembered changes: minus the approximate inverse Hessian times the gradient.
  private func direction(_ gradient: [Double]) -> [Double] {
    var q = gradient.map { -$0 }
    var shares: [Double] = []
    for change in changes.reversed() {
      let share = change.inverse * dot(change.step, q)
      shares.append(share)
      add(-share, change.gradient, to: &q)
    }
    guard let last = changes.last else { return q }
    let scale = 1 / (last.inverse * dot(last.gradient, last.gradient))
    for i in q.indices { q[i] *= scale }
    for (change, share) in zip(changes, shares.reversed()) {
      add(share - change.inverse * dot(change.gradient, q), change.step, to: &q)
    }
    return q
  }

  private mutating func remember(_ step: [Double], _ gradient: [Double]) {
    let product = dot(step, gradient)
    guard product > 0 else { return }
    if changes.count == history { changes.removeFirst() }
    changes.append((step, gradient, 1 / product))
  }

  /// A step length that decreases value and slope enough (Wolfe's two conditions), by doubling and halving.
  private func search(
    from x: [Double], _ value: Double, _ gradient: [Double], _ direction: [Double], _ first: Double,
    _ evaluate: ([Double], inout [Double]) -> Double
  ) -> Point? {
    let slope = dot(direction, gradient)
    var (low, high, length) = (0.0, Double.infinity, first)
    var found: Point = (x, value, gradient)
    for _ in 0..<40 {
      found.x = x
      add(length, direction, to: &found.x)
      found.value = evaluate(found.x, &found.gradient)
      if !(found.value <= value + 1e-4 * length * slope) {
        high = length
      } else if dot(direction, found.gradient) < 0.9 * slope {
        low = length
      } else {
        return found
      }
      length = high.isFinite ? (low + high) / 2 : 2 * low
    }
    return nil  // the value does not decrease beyond rounding any more
  }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for i in a.indices { sum += a[i] * b[i] }
  return sum
}

private func add(_ factor: Double, _ a: [Double], to b: inout [Double]) {
  for i in b.indices { b[i] += factor * a[i] }
}

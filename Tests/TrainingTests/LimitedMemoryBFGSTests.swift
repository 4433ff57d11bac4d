import KernelRuntime
import Testing

@testable import Training

struct LimitedMemoryBFGSTests {
  /// Rosenbrock's valley, with its minimum 0 at (1, 1).
  private static func valley(_ x: [Double], _ gradient: inout [Double]) -> Double {
    let (a, b) = (1 - x[0], x[1] - x[0] * x[0])
    gradient = [-2 * a - 400 * x[0] * b, 200 * b]
    return a * a + 100 * b * b
  }

  @Test func findsTheBottomOfACurvedValley() throws {
    var x = [-1.2, 1.0]
    let outcome = try LimitedMemoryBFGS(tolerance: 1e-8).minimize(&x, Self.valley)
    #expect(outcome.isConverged)
    #expect(abs(x[0] - 1) < 1e-8 && abs(x[1] - 1) < 1e-8)
    #expect(outcome.value < 1e-16)
    #expect(outcome.evaluations > outcome.iterations)
  }

  @Test func stopsAtTheLimitOfIterations() throws {
    var x = [-1.2, 1.0]
    var method = LimitedMemoryBFGS(tolerance: 1e-8)
    method.iterationLimit = 3
    let outcome = try method.minimize(&x, Self.valley)
    #expect(outcome.iterations == 3 && !outcome.isConverged)
  }

  @Test func aFunctionWithoutAValueIsAnError() {
    var x = [1.0]
    #expect(throws: TrainingError.lossNotFinite(step: 0, loss: .infinity)) {
      try LimitedMemoryBFGS(tolerance: 1e-8).minimize(&x) { _, _ in .infinity }
    }
    #expect(x == [1])
  }

  /// `NaN > tolerance` is false, which must not look like a minimum.
  @Test func aFunctionWithoutADerivativeIsAnError() throws {
    var x = [1.0, 1]
    #expect(throws: TrainingError.gradientNotFinite(step: 0)) {
      try LimitedMemoryBFGS(tolerance: 1e-8).minimize(&x) { _, gradient in
        gradient = [.nan, 0]
        return 1
      }
    }
    // Where the derivative ends in mid-way, the search stays where there is one.
    let outcome = try LimitedMemoryBFGS(tolerance: 1e-8).minimize(&x) { x, gradient in
      gradient = x[0] < 0.5 ? [.nan, .nan] : [1, 0]
      return x[0]
    }
    #expect(!outcome.isConverged && outcome.gradientNorm == 1 && x[0] >= 0.5)
  }

  @Test func remembersNoStepsIfAskedTo() throws {
    var x = [-1.2, 1.0]
    var method = LimitedMemoryBFGS(tolerance: 1.0)
    method.history = 0
    #expect(try method.minimize(&x, Self.valley).isConverged)
  }

  /// For half the mean square of `XW + b − Y` the curvature is the Hessian itself, once κ is known.
  @Test func aQuadraticLossIsAtItsMinimumAfterAFewSteps() throws {
    let x = try Tensor<Double>(shape: [4, 2], [1, 200, 2, 210, 4, 190, 3, 205])
    let y = [1.0, 3, 2, 5]
    typealias Model = SignatureModel<Double, Line>
    let layout = ParameterVector<Model>()
    let (w, b) = (try layout.range(of: "W").lowerBound, try layout.range(of: "b").lowerBound)
    func loss(_ p: [Double], _ gradient: inout [Double]) -> Double {
      gradient = gradient.map { _ in 0 }
      var value = 0.0
      for row in 0..<4 {
        let (first, second) = (x.elements[2 * row], x.elements[2 * row + 1])
        let error = first * p[w] + second * p[w + 1] + p[b] - y[row]
        value += error * error / 8
        gradient[w] += first * error / 4
        gradient[w + 1] += second * error / 4
        gradient[b] += error / 4
      }
      return value
    }
    let method = LimitedMemoryBFGS(tolerance: 1e-9)
    let curvature = try #require(InputCurvature(of: try Inputs<Model>([x]), in: layout, penalties: [:]))
    var guided = [Double](repeating: 0, count: layout.count)
    let quick = try method.minimize(&guided, curvature: curvature, loss)
    var unguided = [Double](repeating: 0, count: layout.count)
    let slow = try method.minimize(&unguided, loss)
    #expect(quick.isConverged && quick.iterations <= 6, "\(quick)")
    #expect(slow.iterations > 2 * quick.iterations, "\(slow)")
    #expect(abs(quick.value - slow.value) < 1e-9)
  }

  /// What holds for `XW + b` alone is not used where there are other parameters, and not where it costs more than it saves.
  @Test func inputsTellNothingOfOtherModels() throws {
    func curvature<Declaration: ModelDeclaration>(
      of _: Declaration.Type, rows: Int
    ) throws -> InputCurvature<Double>? {
      typealias Model = SignatureModel<Double, Declaration>
      let width = Declaration.signature.inputs[0].width
      let inputs = try Inputs<Model>([Tensor(shape: [rows, width])])
      return InputCurvature(of: inputs, in: ParameterVector<Model>(), penalties: [:])
    }
    #expect(try curvature(of: Line.self, rows: 5) != nil)
    #expect(try curvature(of: LineWithScale.self, rows: 5) == nil)
    #expect(try curvature(of: WideLine.self, rows: 5) == nil)
    #expect(try curvature(of: WideLine.self, rows: 5_000) == nil)
    #expect(try curvature(of: Contradiction.self, rows: 5) == nil)
  }
}

private enum Line: ModelDeclaration {
  static let signature = ModelSignature(
    inputs: [.init(name: "X", features: [2])],
    parameters: [.init(name: "W", shape: [2, 1]), .init(name: "b", shape: [1])],
    affineMaps: [.init(input: "X", weights: "W", bias: "b")])
}

private enum LineWithScale: ModelDeclaration {
  static let signature = ModelSignature(
    inputs: Line.signature.inputs, parameters: Line.signature.parameters + [.init(name: "scale", shape: [1])],
    affineMaps: Line.signature.affineMaps)
}

/// Weights for three features where there are two.
private enum Contradiction: ModelDeclaration {
  static let signature = ModelSignature(
    inputs: Line.signature.inputs, parameters: [.init(name: "W", shape: [3, 1]), .init(name: "b", shape: [1])],
    affineMaps: Line.signature.affineMaps)
}

private enum WideLine: ModelDeclaration {
  static let signature = ModelSignature(
    inputs: [.init(name: "X", features: [1_500])], parameters: [.init(name: "W", shape: [1_500, 1])],
    affineMaps: [.init(input: "X", weights: "W", bias: nil)])
}

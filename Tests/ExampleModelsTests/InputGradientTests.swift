import ExampleModels
import KernelRuntime
import SeededRandom
import Testing

/// The kernel with the gradient to the input, against differences of the loss and on several threads.
struct InputGradientTests {
  /// - Parameter rows: for one thread, and for several.
  @Test(arguments: [3, 700]) func `The gradient to the input agrees with differences of the loss`(rows: Int) throws {
    var generator = SplitMix64(seed: 11)
    let model = try Words<Double>.random(using: &generator)
    let batch = try Words<Double>.randomBatches(rows: rows, using: &generator)(0..<rows)
    var workspace = Workspace<Double>()
    var (gradient, plain) = (ParameterVector<Words<Double>>(), ParameterVector<Words<Double>>())
    var dX = Tensor<Double>(shape: [0])
    let loss = model.lossAndGradient(batch, gradient: &gradient, dX: &dX, workspace: &workspace)
    #expect(abs(loss - model.lossAndGradient(batch, gradient: &plain, workspace: &workspace)) < 1e-12)
    let difference = gradient.withElements { first in
      plain.withElements { second in zip(first, second).map { abs($0 - $1) }.max() ?? .nan }
    }
    #expect(difference < 1e-12)
    #expect(dX.shape == batch.inputs.tensors[0].shape)
    for place in stride(from: 0, to: dX.count, by: dX.count / 7) {
      func loss(movedBy step: Double) throws -> Double {
        var examples = batch.examples
        examples.inputs[0].withMutableElements { $0[place] += step }
        return model.loss(try Batch(examples), workspace: &workspace)
      }
      // Times the rows, over which the loss is a mean, so that all sizes of batch ask for as many digits.
      let slope = (try loss(movedBy: 1e-4) - loss(movedBy: -1e-4)) / 2e-4
      #expect(abs(slope - dX.elements[place]) * Double(rows) < 1e-6)
    }
  }
}

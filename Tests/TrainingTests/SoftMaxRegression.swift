import KernelRuntime

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The shape of a softmax regression, and how its target is given.
protocol RegressionShape: Sendable {
  static var name: String { get }
  static var features: Int { get }
  static var classes: Int { get }
  static var target: TargetKind { get }
}

enum IrisShape: RegressionShape {
  static let name = "Iris"
  static let features = 4
  static let classes = 3
  static let target = TargetKind.distribution
}

enum DigitsShape: RegressionShape {
  static let name = "Digits"
  static let features = 64
  static let classes = 10
  static let target = TargetKind.classIndices
}

/// `CrossEntropy(SoftMax(X W + b), Y)`, averaged over the rows, with its gradient written by hand: what a generated model
/// looks like from outside, without the generator.
///
/// It computes in `Double` whatever its scalar, in plain loops over pointers, so that the tests are quick in debug too.
struct SoftMaxRegression<Scalar: KernelScalar, Shape: RegressionShape>: GeneratedModel {
  static var signature: ModelSignature {
    ModelSignature(
      name: Shape.name,
      inputs: [.init(name: "X", features: [Shape.features])],
      targets: [.init(name: "Y", kind: Shape.target, width: Shape.classes)],
      parameters: [
        .init(name: "W", shape: [Shape.features, Shape.classes]), .init(name: "b", shape: [Shape.classes]),
      ],
      prediction: .init(name: "A", features: [Shape.classes]))
  }

  var parameters = ParameterVector<Self>()

  init() {}

  func loss(_ batch: Batch<Self>, workspace: inout Workspace<Scalar>) -> Scalar {
    Scalar(pass(batch).loss)
  }

  func lossAndGradient(
    _ batch: Batch<Self>, gradient: inout ParameterVector<Self>, workspace: inout Workspace<Scalar>
  ) -> Scalar {
    let pass = pass(batch)
    store(pass.weights, in: gradient.mutablePointer(at: 0))
    store(pass.biases, in: gradient.mutablePointer(at: 1))
    return Scalar(pass.loss)
  }

  func predict(_ inputs: Inputs<Self>, into prediction: inout Tensor<Scalar>, workspace: inout Workspace<Scalar>) {
    let predicted = pass(inputs, labels: [Double](repeating: 0, count: inputs.rows * Shape.classes)).prediction
    prediction.withMutableElements { store(predicted, in: $0.baseAddress!) }
  }

  private func pass(_ batch: Batch<Self>) -> RegressionPass {
    let labels = batch.examples.labels.first?.oneHot() ?? batch.examples.values[0]
    return pass(batch.inputs, labels: doubles(labels.elements))
  }

  private func pass(_ inputs: Inputs<Self>, labels: [Double]) -> RegressionPass {
    RegressionPass(
      inputs: doubles(inputs.tensors[0].elements), labels: labels,
      weights: doubles(parameters.tensor(at: 0).elements), biases: doubles(parameters.tensor(at: 1).elements),
      rows: inputs.rows)
  }

  private func store(_ values: [Double], in elements: UnsafeMutablePointer<Scalar>) {
    for (offset, value) in values.enumerated() { elements[offset] = Scalar(value) }
  }
}

private func doubles<Scalar: KernelScalar>(_ elements: [Scalar]) -> [Double] {
  // `as? [Double]` would look at every element.
  Scalar.self == Double.self ? unsafeBitCast(elements, to: [Double].self) : elements.map { Double($0) }
}

/// One forward and backward pass over all rows.
///
/// Loops count up by hand here: in a debug build a range or a closure costs more than the arithmetic.
struct RegressionPass {
  var loss = 0.0
  /// `rows × classes`, then the gradients `features × classes` and `classes`.
  var prediction: [Double]
  var weights: [Double]
  var biases: [Double]

  init(inputs: [Double], labels: [Double], weights: [Double], biases: [Double], rows: Int) {
    let classes = biases.count
    prediction = [Double](repeating: 0, count: rows * classes)
    self.weights = [Double](repeating: 0, count: weights.count)
    self.biases = [Double](repeating: 0, count: classes)
    for row in 0..<rows {
      var logits = biases
      inputs.withUnsafeBufferPointer { inputs in
        addProduct(inputs.baseAddress! + row * (weights.count / classes), weights, to: &logits, classes)
      }
      loss += lossOfRow(&logits, labels, row * classes, classes) / Double(rows)
      prediction.replaceSubrange(row * classes..<(row + 1) * classes, with: logits)
      subtractLabels(labels, row * classes, from: &logits, rows, classes)
      add(logits, times: 1, to: &self.biases, classes)
      inputs.withUnsafeBufferPointer { inputs in
        addOuter(
          inputs.baseAddress! + row * (weights.count / classes), logits, to: &self.weights, weights.count, classes)
      }
    }
  }
}

/// `logits += x W` for one row.
private func addProduct(
  _ inputs: UnsafePointer<Double>, _ weights: [Double], to logits: UnsafeMutablePointer<Double>, _ classes: Int
) {
  weights.withUnsafeBufferPointer { weights in
    var (input, line) = (inputs, weights.baseAddress!)
    let end = line + weights.count
    while line < end {
      // Half of all pixels are zero.
      if input.pointee != 0 { add(line, times: input.pointee, to: logits, classes) }
      input += 1
      line += classes
    }
  }
}

/// `gradient += xᵀ d` for one row.
private func addOuter(
  _ inputs: UnsafePointer<Double>, _ difference: UnsafePointer<Double>, to gradient: UnsafeMutablePointer<Double>,
  _ count: Int, _ classes: Int
) {
  var (input, line) = (inputs, gradient)
  let end = gradient + count
  while line < end {
    if input.pointee != 0 { add(difference, times: input.pointee, to: line, classes) }
    input += 1
    line += classes
  }
}

/// Turns a row of logits into probabilities, and returns its cross-entropy.
private func lossOfRow(
  _ row: UnsafeMutablePointer<Double>, _ labels: UnsafePointer<Double>, _ start: Int, _ classes: Int
) -> Double {
  var (j, greatest, sum, loss) = (0, -Double.infinity, 0.0, 0.0)
  while j < classes {
    if row[j] > greatest { greatest = row[j] }
    j &+= 1
  }
  j = 0
  while j < classes {
    sum += exp(row[j] - greatest)
    j &+= 1
  }
  let logarithm = greatest + log(sum)
  j = 0
  while j < classes {
    if labels[start &+ j] != 0 { loss += labels[start &+ j] * (logarithm - row[j]) }
    row[j] = exp(row[j] - logarithm)
    j &+= 1
  }
  return loss
}

/// `(A − Y) / m`
private func subtractLabels(
  _ labels: UnsafePointer<Double>, _ start: Int, from row: UnsafeMutablePointer<Double>, _ rows: Int, _ classes: Int
) {
  var j = 0
  while j < classes {
    row[j] = (row[j] - labels[start &+ j]) / Double(rows)
    j &+= 1
  }
}

private func add(
  _ source: UnsafePointer<Double>, times factor: Double, to target: UnsafeMutablePointer<Double>, _ count: Int
) {
  var j = 0
  while j < count {
    target[j] += factor * source[j]
    j &+= 1
  }
}

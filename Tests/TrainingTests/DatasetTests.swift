import KernelRuntime
import Testing

@testable import Training

struct DatasetTests {
  static func signature(
    _ kind: TargetKind, width: Int, features: [Int] = [2]
  ) -> ModelSignature {
    ModelSignature(
      name: "G", inputs: [.init(name: "X", features: features)],
      targets: [.init(name: "Y", kind: kind, width: width)],
      parameters: [], prediction: .init(name: "A", features: [width]))
  }

  static func dataset(
    _ text: String, label: String = "y", _ signature: ModelSignature, classes: [String] = []
  ) throws -> Dataset<Float> {
    try Dataset(CommaSeparatedTableTests.table(text), label: label, for: signature, classes: classes)
  }

  static let labelCases: [(texts: [String], outputs: Int?, known: [String], indices: [Int32], names: [String])] = [
    (["b", "a", "b", "c"], nil, [], [0, 1, 0, 2], ["b", "a", "c"]),
    (["2", "0", "1"], nil, [], [2, 0, 1], ["0", "1", "2"]),
    (["2.0", "0", "1"], nil, [], [2, 0, 1], ["0", "1", "2"]),
    // With a gap, only the graph's outputs can tell that these are class numbers.
    (["3", "0"], nil, [], [0, 1], ["3", "0"]),
    (["3", "0"], 4, [], [3, 0], ["0", "1", "2", "3"]),
    (["3", "0"], 3, [], [0, 1], ["3", "0"]),
    (["1", "2", "3"], 3, [], [0, 1, 2], ["1", "2", "3"]),
    (["-1", "1"], 2, [], [0, 1], ["-1", "1"]),
    (["0", "x"], 2, [], [0, 1], ["0", "x"]),
    (["99999999999", "0"], nil, [], [0, 1], ["99999999999", "0"]),
    (["b", "d", "a"], nil, ["a", "b", "c"], [1, 3, 0], ["a", "b", "c", "d"]),
    (["1.0", "2"], 3, ["2", "1"], [1, 0], ["2", "1"]),
    // A known class is found as it is written, however the others look.
    (["1.0", "1.0"], 2, ["a", "1.0"], [1, 1], ["a", "1.0"]),
    (["0x1", "0x0"], 2, [], [0, 1], ["0x1", "0x0"]),
  ]

  @Test(arguments: labelCases) func numbersTheClasses(
    texts: [String], outputs: Int?, known: [String], indices: [Int32], names: [String]
  ) {
    let labels = ClassLabels(texts, outputs: outputs, known: known)
    #expect(labels.indices == indices)
    #expect(labels.names == names)
  }

  @Test func givesTargetsAsTheGraphTakesThem() throws {
    let text = "u,y,v\n1,b,2\n3,a,4"
    for kind in [TargetKind.distribution, .weights] {
      let signature = Self.signature(kind, width: 3)
      let dataset = try Self.dataset(text, signature)
      let examples = try dataset.examples(for: signature)
      #expect(dataset.classNames == ["b", "a"])
      #expect(examples.inputs == [try Tensor(shape: [2, 2], [1, 2, 3, 4])])
      #expect(examples.values == [try Tensor(shape: [2, 3], [1, 0, 0, 0, 1, 0])])
    }
    let signature = Self.signature(.classIndices, width: 3)
    let examples = try Self.dataset(text, signature).examples(for: signature)
    #expect(examples.labels == [try ClassIndices([0, 1], classes: 3)])
  }

  @Test(arguments: [TargetKind.values, .weights]) func takesNumbersForATargetOfOneColumn(kind: TargetKind) throws {
    let signature = Self.signature(kind, width: 1)
    let dataset = try Self.dataset("y,u,v\n0.5,1,2\n7,3,4", signature)
    #expect(dataset.classNames == nil)
    #expect(try dataset.examples(for: signature).values == [Tensor(shape: [2, 1], [0.5, 7])])
  }

  @Test func dividesOnlyTheFeatures() throws {
    let signature = Self.signature(.values, width: 1)
    let dataset = try Self.dataset("y,u,v\n8,16,4", signature).dividingFeatures(by: 16)
    #expect(dataset.features.elements == [1, 0.25])
    #expect(try dataset.examples(for: signature).values[0].elements == [8])
  }

  @Test func shapesFeaturesAsTheInput() throws {
    let signature = Self.signature(.classIndices, width: 2, features: [2, 1])
    let examples = try Self.dataset("y,u,v\n0,1,2\n1,3,4", signature).examples(for: signature)
    #expect(examples.inputs == [try Tensor(shape: [2, 2, 1], [1, 2, 3, 4])])
  }

  static let badInputs: [(text: String, label: String, signature: ModelSignature, message: String)] = [
    (
      "u,v,y\n1,2,a", "z", signature(.distribution, width: 2),
      "t.csv: there is no column \"z\"; the columns are u, v, y; did you mean u?"
    ),
    (
      "u,v,y\n1,2,a\n1,2,", "y", signature(.distribution, width: 2),
      "t.csv:3: column \"y\": the label is missing; fill it in, or remove the row"
    ),
    (
      "y\n1", "y", signature(.distribution, width: 2),
      "t.csv: there is no column besides the label \"y\"; add the features"
    ),
    (
      "u,v,y\n1,1e39,a", "y", signature(.distribution, width: 2),
      "t.csv:2: column \"v\": 1e+39 does not fit Float; use double, or scale the column"
    ),
    (
      "u,y\n1,a", "y", signature(.distribution, width: 2),
      "the data has 1 feature column besides the label, but the input X of G takes 2; change the data or the graph"
    ),
    (
      "u,v,y\n1,2,a\n1,2,b\n1,2,c", "y", signature(.classIndices, width: 2),
      "the labels have 3 classes (a, b, c), but the target Y of G has 2 outputs; "
        + "correct the labels, or give the graph more outputs"
    ),
    (
      "u,v,y\n1,2,a", "y", signature(.values, width: 3),
      "the target Y of G takes 3 numbers a row, but a table has one label column; "
        + "build the batch from tensors instead"
    ),
    (
      "u,v,y\n1,2,a", "y", signature(.values, width: 1),
      "t.csv:2: column \"y\": \"a\" is not a number; correct it, or remove the column"
    ),
    (
      "u,v,y\n1,2,-1", "y", signature(.weights, width: 1),
      "Y, row 0: a target weight must not be negative, but is -1.0"
    ),
  ]

  @Test(arguments: badInputs) func tellsWhatDoesNotFit(
    text: String, label: String, signature: ModelSignature, message: String
  ) {
    let error = #expect(throws: (any Error).self) {
      try signature.check(Self.dataset(text, label: label, signature).examples(for: signature))
    }
    #expect(error.map { "\($0)" } == message)
  }

  @Test func refusesAnotherGraphsLabels() throws {
    let dataset = try Self.dataset("y,u,v\n0,1,2", Self.signature(.values, width: 1))
    let error = #expect(throws: DatasetError.self) { try dataset.examples(for: Self.signature(.classIndices, width: 2)) }
    #expect(error == .labelKind(target: "Y", expected: .classIndices))
  }
}

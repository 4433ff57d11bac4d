import KernelRuntime

/// Examples with their labels, in the scalar of the model that learns from them.
public struct Dataset<Scalar: KernelScalar>: Sendable {
  /// What each example is labelled with.
  public enum Labels: Sendable {
    case classes(ClassLabels)
    /// `rows × width`.
    case values(Tensor<Scalar>)
  }

  /// `rows × features`.
  public private(set) var features: Tensor<Scalar>
  public let labels: Labels

  public var rows: Int { features.shape[0] }
  /// Features of one example.
  public var width: Int { features.shape[1] }

  /// The names of the classes, if the labels are classes.
  public var classNames: [String]? {
    switch labels {
    case .classes(let labels): labels.names
    case .values: nil
    }
  }

  /// Reads one column as the label and all others, in their order, as the features.
  ///
  /// The label is a class if the graph's target is class indices, or has several columns of a distribution or of
  /// weights; it is a number if the target has any real values, or a single column.
  /// - Parameter classes: the classes of an earlier run in their order, so that each keeps its number.
  /// - Throws: `DatasetError`, naming the file's line and column where there is one.
  public init(
    _ table: CommaSeparatedTable, label: String, for signature: ModelSignature, classes: [String] = []
  ) throws(DatasetError) {
    let column: Int
    do { column = try table.position(ofColumn: label) } catch { throw .table(error) }
    guard table.columns.count > 1 else { throw .noFeatures(path: table.path, label: label) }
    let (input, target) = try Self.onlyPair(signature)
    try Self.checkWidth(table.columns.count - 1, input, signature)
    if target.takesClasses {
      let texts = try Self.labelTexts(table, column)
      let labels = ClassLabels(texts, outputs: target.width, known: classes)
      try Self.checkClasses(labels, target, signature)
      self.labels = .classes(labels)
    } else {
      guard target.width == 1 else {
        throw .targetWidth(graph: signature.name, target: target.name, width: target.width)
      }
      labels = .values(try Self.numbers(table, columns: [column]))
    }
    features = try Self.numbers(table, columns: table.columns.indices.filter { $0 != column })
  }

  /// The same examples with every feature divided by a number, such as the largest value of a pixel.
  /// - Parameter divisor: not 0, which would make the features infinite.
  public func dividingFeatures(by divisor: Scalar) -> Dataset {
    var result = self
    result.features.withMutableElements { elements in
      for offset in elements.indices { elements[offset] /= divisor }
    }
    return result
  }

  /// The examples as a model takes them.
  /// - Throws: `DatasetError` when they do not fit it.
  public func batch<Model: GeneratedModel>(
    for model: Model.Type = Model.self
  ) throws(DatasetError) -> Batch<Model> where Model.Scalar == Scalar {
    let examples = try examples(for: Model.signature)
    return try Self.rethrowing { () throws(KernelError) in try Batch(examples) }
  }

  /// The examples as any graph takes them: one-hot rows for a distribution or weights, class indices, or values. What the
  /// target's kind promises of values is not checked.
  /// - Throws: `DatasetError` when they do not fit the graph.
  public func examples(for signature: ModelSignature) throws(DatasetError) -> Examples<Scalar> {
    let (input, target) = try Self.onlyPair(signature)
    try Self.checkWidth(width, input, signature)
    if case .classes(let labels) = labels { try Self.checkClasses(labels, target, signature) }
    let inputs = try Self.rethrowing { () throws(KernelError) in [try features.reshaped([rows] + input.features)] }
    switch (labels, target.kind) {
    case (.classes(let labels), .classIndices):
      return Examples(inputs: inputs, labels: [try Self.indices(labels, target)])
    case (.classes(let labels), .distribution), (.classes(let labels), .weights):
      return Examples(inputs: inputs, values: [try Self.indices(labels, target).oneHot()])
    case (.values(let tensor), .distribution), (.values(let tensor), .weights), (.values(let tensor), .values):
      return Examples(inputs: inputs, values: [tensor])
    case (.classes, .values), (.values, .classIndices):
      throw .labelKind(target: target.name, expected: target.kind)
    }
  }

  private static func indices(
    _ labels: ClassLabels, _ target: ModelSignature.Target
  ) throws(DatasetError) -> ClassIndices {
    try rethrowing { () throws(KernelError) in
      try ClassIndices(labels.indices, classes: target.width, name: target.name)
    }
  }

  private static func rethrowing<Value>(
    _ body: () throws(KernelError) -> Value
  ) throws(DatasetError) -> Value {
    do { return try body() } catch { throw .values(error) }
  }
}

extension Dataset {
  private static func onlyPair(
    _ signature: ModelSignature
  ) throws(DatasetError) -> (ModelSignature.Input, ModelSignature.Target) {
    guard let input = signature.inputs.first, let target = signature.targets.first,
      signature.inputs.count == 1, signature.targets.count == 1
    else {
      throw .arity(
        graph: signature.name, inputs: signature.inputs.map(\.name), targets: signature.targets.map(\.name))
    }
    return (input, target)
  }

  private static func checkWidth(
    _ width: Int, _ input: ModelSignature.Input, _ signature: ModelSignature
  ) throws(DatasetError) {
    guard width == input.width else {
      throw .featureCount(graph: signature.name, input: input.name, expected: input.width, found: width)
    }
  }

  private static func checkClasses(
    _ labels: ClassLabels, _ target: ModelSignature.Target, _ signature: ModelSignature
  ) throws(DatasetError) {
    guard labels.names.count <= target.width else {
      throw .classCount(
        graph: signature.name, target: target.name, outputs: target.width, classes: labels.names)
    }
  }

  private static func labelTexts(_ table: CommaSeparatedTable, _ column: Int) throws(DatasetError) -> [String] {
    var texts: [String] = []
    texts.reserveCapacity(table.rows)
    for index in 0..<table.rows {
      let row = table.row(index)
      let text = row.text(column)
      guard !text.isEmpty else { throw .missingLabel(row.location, column: table.columns[column]) }
      texts.append(text)
    }
    return texts
  }

  /// The given columns as a tensor `rows × columns`.
  private static func numbers(
    _ table: CommaSeparatedTable, columns: [Int]
  ) throws(DatasetError) -> Tensor<Scalar> {
    var result = Tensor<Scalar>(shape: [table.rows, columns.count])
    try result.withMutableElements { elements throws(DatasetError) in
      var offset = 0
      for index in 0..<table.rows {
        let row = table.row(index)
        for column in columns {
          elements[offset] = try number(row, column, name: table.columns[column])
          offset += 1
        }
      }
    }
    return result
  }

  private static func number(
    _ row: CommaSeparatedTable.Row, _ column: Int, name: String
  ) throws(DatasetError) -> Scalar {
    let number: Double
    do { number = try row.number(column) } catch { throw .table(error) }
    let scalar = Scalar(number)
    guard scalar.isFinite else {
      throw .outOfRange(row.location, column: name, value: number, scalar: "\(Scalar.self)")
    }
    return scalar
  }
}

extension ModelSignature.Target {
  /// Whether a label for this target is a class rather than a number.
  var takesClasses: Bool {
    switch kind {
    case .classIndices: true
    case .distribution, .weights: width > 1
    case .values: false
    }
  }
}

extension Tensor {
  /// The same elements under another shape of as many elements.
  func reshaped(_ shape: [Int]) throws(KernelError) -> Tensor {
    self.shape == shape ? self : try Tensor(shape: shape, elements)
  }
}

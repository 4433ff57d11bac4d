import LayerGraph

/// A graph of random layers, wired at random, drawn from a seed: what a compiler of formulas must take, whoever thought of
/// it or not.
///
/// Every tensor has a row for each example and some columns. What nothing reads in the end gets a loss of its own, and the
/// losses are added up.
package struct RandomGraph {
  private typealias Column = (name: String, width: Int)

  private var random: Draws
  private var elements: [GraphElement] = []
  private var tensors: [Column] = []
  private var unread: Set<String> = []
  private var count = 0

  /// The graph of a seed, the same one every time.
  package static func graph(seed: UInt64) -> Graph {
    var result = RandomGraph(random: Draws(seed: seed))
    result.draw()
    return Graph("Random\(seed)") { result.elements }
  }

  private init(random: Draws) { self.random = random }

  private mutating func draw() {
    for _ in 0..<random.number(1...2) { addInput() }
    for _ in 0..<random.number(2...5) {
      if tensors.count > 1, random.number(1...3) == 1 { addPair() } else { addLayer() }
    }
    // Something must be there to train.
    let outputs = random.number(1...4)
    add(Affine(next("W"), next("b"), outputs: outputs), from: [anyUnread()], width: outputs)
    addLosses()
  }

  // MARK: - Pieces

  private mutating func next(_ letter: String) -> String {
    count += 1
    return "\(letter)\(count)"
  }

  private mutating func addInput() {
    let name = next("X")
    let width = random.number(1...5)
    let isDifferentiated = random.number(1...2) == 1
    elements += GraphBuilder.buildExpression(Input(name, features: width, differentiated: isDifferentiated))
    tensors.append((name, width))
    unread.insert(name)
  }

  /// - Parameter width: of the output.
  private mutating func add(_ layer: some GraphLayer, from sources: [Column], width: Int) {
    let name = next("T")
    elements += GraphBuilder.buildExpression(layer.from(sources.map(\.name)).named(name))
    for source in sources { unread.remove(source.name) }
    tensors.append((name, width))
    unread.insert(name)
  }

  private mutating func anyUnread() -> Column {
    let candidates = tensors.filter { unread.contains($0.name) }
    return candidates[random.number(0...candidates.count - 1)]
  }

  private mutating func addLayer() {
    let source = random.number(1...3) == 1 ? tensors[random.number(0...tensors.count - 1)] : anyUnread()
    switch random.number(0...5) {
    case 0:
      let outputs = random.number(1...5)
      add(OwnAffine(weights: next("W"), bias: next("b"), outputs: outputs), from: [source], width: outputs)
    case 1: add(Rowwise(random.pick(Rowwise.formulas)), from: [source], width: source.width)
    case 2: add(Rowwise(random.pick(Rowwise.overBatch)), from: [source], width: source.width)
    case 3: add(Weighted(next("P"), random.pick(Weighted.forms)), from: [source], width: source.width)
    case 4: add(SoftMax(), from: [source], width: source.width)
    default: add(Rowwise.each(random.pick(Rowwise.functions)), from: [source], width: source.width)
    }
  }

  private mutating func addPair() {
    let (first, second) = (anyUnread(), tensors[random.number(0...tensors.count - 1)])
    guard first.name != second.name else { return addLayer() }
    let formulas = first.width == second.width ? Pair.alike + Pair.any : Pair.any
    add(Pair(random.pick(formulas)), from: [first, second], width: first.width)
  }

  // MARK: - Losses

  private mutating func addLosses() {
    var losses: [String] = []
    for tensor in tensors where unread.contains(tensor.name) { losses.append(addLoss(of: tensor)) }
    while losses.count > 1 {
      let sum = next("L")
      elements += GraphBuilder.buildExpression(Add().from([losses.removeFirst(), losses.removeFirst()]).named(sum))
      losses.append(sum)
    }
  }

  private mutating func addLoss(of tensor: Column) -> String {
    let (name, target) = (next("L"), next("Y"))
    func loss(_ layer: some GraphLayer, of source: String) {
      elements += GraphBuilder.buildExpression(layer.from([source]).named(name))
    }
    switch random.number(0...3) {
    case 0: loss(SquaredError(.values(target)), of: tensor.name)
    case 1: loss(Rowwise(Rowwise.meanSquare), of: tensor.name)
    default:
      let shares = next("A")
      let kinds: [Target] = [.classIndices(target), .oneHot(target), .distribution(target), .weights(target)]
      let kind = random.pick(kinds)
      elements += GraphBuilder.buildExpression(SoftMax().from([tensor.name]).named(shares))
      loss(CrossEntropy(kind), of: shares)
    }
    return name
  }
}

/// Numbers from a seed: the congruential generator of D. Knuth, *The Art of Computer Programming* 2, 3rd edition, 1997,
/// section 3.3.4 (MMIX), its upper half. Nothing is needed that a package has not.
private struct Draws {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func number(_ range: ClosedRange<Int>) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return range.lowerBound + Int(state >> 33) % range.count
  }

  mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[number(0...choices.count - 1)] }
}

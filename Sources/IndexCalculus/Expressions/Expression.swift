/// A formula in index notation: an immutable tree with its hash computed once, so that comparing two formulas that
/// share structure costs next to nothing.
///
/// Every expression is built by the constructors of `Expression+Construction.swift`, which keep sums and products flat,
/// sorted and with their numbers folded. That is a choice of representation; every actual rewrite is a named `Rule`.
public struct Expression: Sendable {
  /// The shape of one node. Exhaustive: each pass says what it does with every case.
  public indirect enum Form: Hashable, Sendable {
    case number(Rational)
    case constant(MathConstant)
    /// The number of values an index takes, as a factor: the `m` in `1/m`.
    case extent(Extent)
    case access(TensorSymbol, [IndexTerm])
    /// Kronecker's δ: 1 where both positions are equal, 0 elsewhere.
    case delta(IndexTerm, IndexTerm)
    case sum([Expression])
    case product([Expression])
    case power(Expression, Expression)
    case function(Function, Expression)
    case reduction(Reduction, Binder, Expression)
    /// Iverson's bracket: 1 where the relation holds, 0 elsewhere.
    case comparison(Relation, Expression, Expression)
    /// The second where the first is not 0, the third elsewhere.
    case selection(Expression, Expression, Expression)
    /// A derivative that is not worked out yet: ∂ of the expression by one element of a tensor.
    case derivative(Expression, TensorSymbol, [IndexTerm])
    /// A formula that makes no sense, with the sentence that says why. It surfaces as an error where it was declared.
    case invalid(String)
  }

  @usableFromInline final class Node: Sendable {
    let form: Form
    let hash: Int
    /// Nodes in the tree, this one included.
    let size: Int
    /// The highest level of a reduction inside, 0 without one.
    let level: Int
    /// The highest number of a free index inside, -1 without one.
    let highestFree: Int
    /// The kinds of node found inside, this one included.
    let kinds: KindSet

    init(_ form: Form) {
      self.form = form
      var hasher = Hasher()
      hasher.combine(form)
      hash = hasher.finalize()
      var summary = TreeSummary(form)
      summary.kinds.insert(KindSet(form))
      size = summary.size
      level = summary.level
      highestFree = summary.highestFree
      kinds = summary.kinds
    }
  }

  @usableFromInline let node: Node

  init(_ form: Form) { node = Node(form) }

  public var form: Form { node.form }
  /// The number of nodes of the tree.
  public var size: Int { node.size }
  /// The highest level of a reduction inside, 0 without one.
  package var level: Int { node.level }
  var kinds: KindSet { node.kinds }
  /// A free index that does not occur inside, and its number.
  var unusedIndex: Index { .free(unusedNumber) }
  package var unusedNumber: Int { node.highestFree + 1 }
}

extension Expression: Hashable {
  public static func == (left: Expression, right: Expression) -> Bool {
    left.node === right.node
      || (left.node.hash == right.node.hash && left.node.size == right.node.size
        && left.node.form == right.node.form)
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(node.hash) }
}

/// The kinds of node in a tree, so that a rule can pass over a tree that holds nothing for it.
struct KindSet: OptionSet, Sendable {
  let rawValue: UInt16

  static let number = KindSet(rawValue: 1 << 0)
  static let extent = KindSet(rawValue: 1 << 1)
  static let access = KindSet(rawValue: 1 << 2)
  static let delta = KindSet(rawValue: 1 << 3)
  static let sum = KindSet(rawValue: 1 << 4)
  static let product = KindSet(rawValue: 1 << 5)
  static let power = KindSet(rawValue: 1 << 6)
  static let function = KindSet(rawValue: 1 << 7)
  static let reduction = KindSet(rawValue: 1 << 8)
  static let comparison = KindSet(rawValue: 1 << 9)
  static let selection = KindSet(rawValue: 1 << 10)
  static let derivative = KindSet(rawValue: 1 << 11)
  static let invalid = KindSet(rawValue: 1 << 12)
  static let any = KindSet(rawValue: .max)

  init(rawValue: UInt16) { self.rawValue = rawValue }

  init(_ form: Expression.Form) {
    self =
      switch form {
      case .number, .constant: .number
      case .extent: .extent
      case .access: .access
      case .delta: .delta
      case .sum: .sum
      case .product: .product
      case .power: .power
      case .function: .function
      case .reduction: .reduction
      case .comparison: .comparison
      case .selection: .selection
      case .derivative: .derivative
      case .invalid: .invalid
      }
  }
}

/// What a node remembers of the trees below it.
private struct TreeSummary {
  var size = 1
  var level = 0
  var highestFree = -1
  var kinds: KindSet = []

  init(_ form: Expression.Form) {
    if case .reduction(_, let binder, _) = form { level = binder.level }
    form.forEachOperand { operand in
      size += operand.size
      level = max(level, operand.level)
      highestFree = max(highestFree, operand.node.highestFree)
      kinds.formUnion(operand.kinds)
    }
    form.forEachIndexTerm { add($0) }
  }

  private mutating func add(_ term: IndexTerm) {
    switch term {
    case .index(.free(let number)): highestFree = max(highestFree, number)
    case .index(.bound), .constant: break
    case .element(_, let positions):
      size += 1
      for position in positions { add(position) }
    case .argmax(let binder, let body):
      size += 1 + body.size
      level = max(level, binder.level, body.level)
      highestFree = max(highestFree, body.node.highestFree)
      kinds.formUnion(body.kinds)
    }
  }
}

extension Expression.Form {
  /// Calls `body` with each expression directly below, those inside index positions excepted.
  public func forEachOperand(_ body: (Expression) -> Void) {
    switch self {
    case .number, .constant, .extent, .access, .delta, .invalid: break
    case .sum(let operands), .product(let operands): operands.forEach(body)
    case .power(let base, let exponent):
      body(base)
      body(exponent)
    case .function(_, let argument): body(argument)
    case .reduction(_, _, let operand): body(operand)
    case .comparison(_, let left, let right):
      body(left)
      body(right)
    case .selection(let condition, let first, let second):
      body(condition)
      body(first)
      body(second)
    case .derivative(let operand, _, _): body(operand)
    }
  }

  /// Calls `body` with each index position of this node itself.
  func forEachIndexTerm(_ body: (IndexTerm) -> Void) {
    switch self {
    case .access(_, let positions), .derivative(_, _, let positions): positions.forEach(body)
    case .delta(let left, let right):
      body(left)
      body(right)
    case .number, .constant, .extent, .sum, .product, .power, .function, .reduction, .comparison,
      .selection, .invalid:
      break
    }
  }
}

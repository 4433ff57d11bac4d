/// The number of values an index takes.
public enum Extent: Hashable, Sendable {
  case fixed(Int)
  /// Known only when data arrives, such as the number of rows `m`.
  case symbolic(String)

  /// The number of rows of a batch.
  public static let rows = Extent.symbolic("m")
}

extension Extent {
  /// The number itself, nil for one that only data brings.
  public var count: Int? { if case .fixed(let count) = self { count } else { nil } }

  /// Whether every place of another extent is one of this.
  public func covers(_ other: Extent) -> Bool {
    if case .fixed(let count) = self, case .fixed(let others) = other { return others <= count }
    return self == other
  }
}

extension Extent: CustomStringConvertible {
  public var description: String {
    switch self {
    case .fixed(let count): "\(count)"
    case .symbolic(let name): name
    }
  }
}

/// A tensor by name, with the extent of each axis.
public struct TensorSymbol: Hashable, Sendable {
  public enum Element: Hashable, Sendable {
    case real
    /// Places on an axis of that extent, counted from 0: class labels, say. They may stand in an index position.
    case place(on: Extent)
  }

  /// Where the name comes from.
  public indirect enum Origin: Hashable, Sendable {
    case given
    /// The name of a derivative, whose axes are those of `of` and then those of `by`.
    case derivative(of: TensorSymbol, by: TensorSymbol)
    /// The name of a copy for whoever asked for the tensor, apart from where it is computed.
    case copy(of: TensorSymbol)
  }

  public let name: String
  public let extents: [Extent]
  public let element: Element
  public let origin: Origin

  public init(_ name: String, _ extents: [Extent], element: Element = .real) {
    self.name = name
    self.extents = extents
    self.element = element
    origin = .given
  }

  /// `∂CE/∂Z`, the derivative of one tensor by another.
  public init(derivativeOf of: TensorSymbol, by: TensorSymbol) {
    name = "∂\(of.isDerivative ? "(\(of.name))" : of.name)/∂\(by.name)"
    extents = of.extents + by.extents
    element = .real
    origin = .derivative(of: of, by: by)
  }

  /// A copy of a tensor for whoever asked for it.
  public init(copyOf tensor: TensorSymbol) {
    name = "\(tensor.name) for the caller"
    extents = tensor.extents
    element = tensor.element
    origin = .copy(of: tensor)
  }

  public var rank: Int { extents.count }

  public var holdsPlaces: Bool { element != .real }

  public var isDerivative: Bool { if case .derivative = origin { true } else { false } }

  /// The number of entries on each axis, once the number of rows is known.
  public func shape(rows: Int) -> [Int] { extents.shape(rows: rows) }
}

extension [Extent] {
  /// The number of entries on each axis, once the number of rows is known.
  public func shape(rows: Int) -> [Int] { map { $0.count ?? rows } }

  /// The entries that a tensor has for each row.
  public var entriesInARow: Int { reduce(1) { $0 * ($1.count ?? 1) } }
}

extension TensorSymbol: CustomStringConvertible {
  public var description: String { name }
}

/// An index of index notation. It carries no name: a printer chooses letters that do not clash.
public enum Index: Hashable, Sendable {
  /// An index of the formula as a whole, or of a reduction that is being worked on.
  case free(Int)
  /// The index of the enclosing reduction with this level. A reduction's level is one more than the highest level
  /// inside its body, so two formulas that differ only in the names of their bound indices are the same value
  /// (the scheme of Axelsson and Claessen, "Using Circular Programs for Higher-Order Syntax", 2013).
  case bound(Int)
}

extension Index: Comparable {
  /// Free indices by number, then bound ones from the outside in.
  public static func < (left: Index, right: Index) -> Bool {
    switch (left, right) {
    case (.free(let a), .free(let b)): a < b
    case (.bound(let a), .bound(let b)): a > b
    case (.free, .bound): true
    case (.bound, .free): false
    }
  }
}

/// What may stand in an index position.
public enum IndexTerm: Hashable, Sendable {
  case index(Index)
  case constant(Int)
  /// An element of an integer tensor: the `y_i` in `A[i, y_i]`.
  case element(TensorSymbol, [IndexTerm])
  /// The position at which the body is greatest, the first one among equals.
  case argmax(Binder, Expression)

  public static func free(_ number: Int) -> IndexTerm { .index(.free(number)) }

  /// The extent of the axis that the term is a place on, where the term itself says so.
  public var places: Extent? {
    switch self {
    case .index, .constant: nil
    case .element(let tensor, _): if case .place(let extent) = tensor.element { extent } else { nil }
    case .argmax(let binder, _): binder.extent
    }
  }
}

/// The index that a reduction introduces.
public struct Binder: Hashable, Sendable {
  public let level: Int
  public let extent: Extent

  public var index: Index { .bound(level) }
}

/// A function of one real argument.
public enum Function: String, Hashable, Sendable, CaseIterable {
  case exp, log, tanh, sigmoid, softplus, abs, sign, sin, cos, erf
}

public enum Relation: String, Hashable, Sendable {
  case less = "<"
  case lessOrEqual = "≤"
  case equal = "="
}

public enum Reduction: Hashable, Sendable {
  case sum, max
}

/// A real number that no fraction expresses.
public enum MathConstant: String, Hashable, Sendable {
  case pi = "π"
}

/// Reads a formula in index notation, as a person claims it or as the product prints it:
/// `(A[r,s] - Y[r,s])/m`, `sum(k, X[k,t]*(A[k,u] - Y[k,u]))/m`, `Σ_k X_kt (A_ku − Y_ku)`.
///
/// | meaning | spelling |
/// | --- | --- |
/// | an element | `A[r,s]`, `A_rs`, `A_{r,2}`, `A[i, y[i]]` |
/// | Kronecker's δ | `delta(p,r)`, `δ_pr`, `δ_{j,y_i}` |
/// | sums and maxima | `sum(k, …)`, `max(k, …)`, `Σ_k …`, `max_k …`; the short form takes one product |
/// | the place of a maximum | `argmax(k, …)`, `argmax_k …` in an index position |
/// | arithmetic | `+ - − * · / ^ ² ⁻¹`, and factors side by side |
/// | functions | `exp log tanh sigmoid σ softplus abs sign sin cos erf sqrt √`, `max(a, b)` |
/// | brackets and cases | `[a < b]`, `a if c else b` |
/// | sizes | the name of a symbolic extent, such as `m`; `π` |
public struct FormulaParser: Sendable {
  /// A name that formulas may use with indices.
  public struct Name: Sendable {
    public let text: String
    /// The extent of each index position.
    public let extents: [Extent]
    let element: @Sendable ([IndexTerm]) -> Expression

    /// - Parameter element: what the name means at the given positions; `δ(s, y_r)` for a target of class indices.
    public init(
      _ text: String, _ extents: [Extent], element: @escaping @Sendable ([IndexTerm]) -> Expression
    ) {
      self.text = text
      self.extents = extents
      self.element = element
    }

    public init(_ tensor: TensorSymbol) {
      self.init(tensor.name, tensor.extents) { .access(tensor, $0) }
    }
  }

  /// A letter that stands for an index of the formula as a whole.
  public struct FreeIndex: Sendable, Hashable {
    public let letter: String
    public let extent: Extent

    public init(_ letter: String, _ extent: Extent) {
      self.letter = letter
      self.extent = extent
    }
  }

  let names: [Name]
  /// Tensors of whole numbers, for index positions.
  let labels: [TensorSymbol]
  let freeIndices: [FreeIndex]

  /// - Parameters:
  ///   - names: what the formula may mention. Letter case is ignored where only one name can be meant.
  ///   - labels: tensors of whole numbers that may stand in index positions.
  ///   - free: the letters of the free indices `0, 1, …`, in that order.
  public init(names: [Name], labels: [TensorSymbol] = [], free: [FreeIndex]) {
    self.names = names
    self.labels = labels
    freeIndices = free
  }

  public init(tensors: [TensorSymbol], free: [FreeIndex]) {
    self.init(
      names: tensors.filter { $0.element == .real }.map(Name.init),
      labels: tensors.filter { $0.holdsPlaces }, free: free)
  }

  /// - Throws: `FormulaError` at the first thing that cannot be read.
  public func parse(_ text: String) throws(FormulaError) -> Expression {
    var reader = FormulaReader(text, parser: self, discovers: false)
    return try reader.whole()
  }

  /// The letters that no sum binds, in the order in which they first stand in the text.
  /// - Throws: `FormulaError` at the first thing that cannot be read.
  public func freeLetters(in text: String) throws(FormulaError) -> [String] {
    var reader = FormulaReader(text, parser: FormulaParser(names: names, labels: labels, free: []), discovers: true)
    _ = try reader.whole()
    return reader.discovered
  }
}

/// One product of matrices as a layer needs it, `C = A B` or `C = Aᵀ B`, all row-major.
struct Product {
  enum Kind: String, CaseIterable {
    /// Forward: `m × k` times `k × n`.
    case plain = "Product"
    /// A parameter's gradient: the transpose of `k × m` times `k × n`.
    case transposed = "TransposedProduct"
  }

  let title: String
  let kind: Kind
  let m: Int
  let n: Int
  let k: Int

  var operations: Double { 2 * Double(m) * Double(n) * Double(k) }
  var leftShape: [Int] { kind == .plain ? [m, k] : [k, m] }

  /// Forward and gradient of one affine layer.
  private static func layer(rows: Int, _ features: Int, _ outputs: Int) -> [Product] {
    [
      Product(title: "\(rows) rows, \(features) → \(outputs)", kind: .plain, m: rows, n: outputs, k: features),
      Product(
        title: "its gradient by the weights", kind: .transposed, m: features, n: outputs, k: rows),
    ]
  }

  static let all =
    layer(rows: 128, 64, 10) + layer(rows: 128, 784, 10) + layer(rows: 128, 784, 256) + layer(rows: 128, 256, 256)
    + layer(rows: 128, 768, 50_257) + [Product(title: "square, 1,024", kind: .plain, m: 1_024, n: 1_024, k: 1_024)]
}

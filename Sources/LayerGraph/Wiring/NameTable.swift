import IndexCalculus

/// The names a graph has given away. They become Swift names in the generated code, so they must be fit for that.
struct NameTable {
  private struct Owner {
    let role: String
    let location: SourceLocation
  }

  private var owners: [String: Owner] = [:]

  /// - Throws: `LayerError` for a name that is taken or cannot be a Swift name.
  mutating func take(_ name: String, for role: String, at location: SourceLocation) throws(LayerError) {
    try Self.validate(name, as: role)
    if let owner = owners[name] {
      throw LayerError(
        "the name \(name) is already that of \(Self.article(owner.role)) \(owner.role), declared at "
          + "line \(owner.location.line); choose another one"
      )
    }
    owners[name] = Owner(role: role, location: location)
  }

  /// The name itself, or the first of `H2`, `H3`, … that is not taken.
  mutating func takeFirstFree(_ name: String, at location: SourceLocation) throws(LayerError) -> String {
    var candidate = name
    var number = 1
    while owners[candidate] != nil {
      number += 1
      candidate = "\(name)\(number)"
    }
    try take(candidate, for: "layer's output", at: location)
    return candidate
  }

  private static func article(_ role: String) -> String { role == "input" ? "an" : "a" }

  static func validate(_ name: String, as role: String) throws(LayerError) {
    let letters = name.unicodeScalars
    let isIdentifier =
      letters.first.map { $0.properties.isXIDStart } ?? false
      && letters.allSatisfy { $0.properties.isXIDContinue }
    guard isIdentifier, !keywords.contains(name) else {
      throw LayerError(
        "“\(name)” cannot name \(article(role)) \(role): generated code uses the name, so it must be a Swift identifier "
          + "that begins with a letter"
      )
    }
    guard name != Extent.rows.description, name != MathConstant.pi.rawValue else {
      throw LayerError(
        "“\(name)” cannot name \(article(role)) \(role): it has a meaning in formulas already; choose another name")
    }
    guard !meanings.contains(name) else {
      throw LayerError(
        "“\(name)” cannot name \(article(role)) \(role): it has a meaning in generated code already; choose another "
          + "name")
    }
  }

  /// What the generated code itself calls by these names would be hidden by a tensor or a graph.
  private static let meanings: Set<String> = [
    "Batch", "ClassIndices", "ConstantView", "Double", "Examples", "Float", "GeneratedModel", "GeneratedModels", "Inputs",
    "Int", "KernelCase", "KernelError", "KernelRuntime", "KernelScalar", "MatrixView", "ModelFamily", "ModelSignature",
    "ParameterVector", "Scalar", "Swift", "Team", "Tensor", "Tiling", "Workspace", "WorkspaceLayout", "abs", "larger", "max", "min",
    "parameters", "power", "sign", "signature", "square", "stride",
  ]

  private static let keywords: Set<String> = [
    "Any", "Self", "as", "break", "case", "catch", "class", "continue", "default", "defer", "deinit", "do", "else",
    "enum", "extension", "fallthrough", "false", "fileprivate", "for", "func", "guard", "if", "import", "in", "init",
    "inout", "internal", "is", "let", "nil", "operator", "private", "protocol", "public", "repeat", "rethrows",
    "return", "self", "static", "struct", "subscript", "super", "switch", "throw", "throws", "true", "try",
    "typealias", "var", "where", "while",
  ]
}

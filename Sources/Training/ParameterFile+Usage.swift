#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension ParameterFile {
  /// What a program must know besides the parameters: what the model's outputs stand for, and what its inputs are.
  ///
  /// It is kept in the file's metadata. Without the classes' names, a table with rows in another order would number the
  /// classes differently.
  public struct Usage: Sendable, Hashable {
    /// In the order of the model's outputs; empty where they stand for no classes.
    public var classNames: [String]
    /// Every feature is divided by it before the model sees it; finite, and not 0.
    public var featureDivisor: Double

    public init(classNames: [String] = [], featureDivisor: Double = 1) {
      self.classNames = classNames
      self.featureDivisor = featureDivisor
    }

    var metadata: [String: String] {
      var texts: [String: String] = [:]
      if !classNames.isEmpty, let json = try? JSONEncoder().encode(classNames) {
        texts[Key.classes.rawValue] = String(decoding: json, as: UTF8.self)
      }
      if featureDivisor != 1 { texts[Key.featureDivisor.rawValue] = "\(featureDivisor)" }
      return texts
    }
  }

  private enum Key: String {
    case classes
    case featureDivisor = "feature divisor"
  }

  /// How the parameters are to be used, as far as the file says so.
  /// - Throws: `ParameterFileError.metadata`, where it says so in a way that makes no sense.
  public func usage() throws(ParameterFileError) -> Usage {
    var usage = Usage()
    if let text = metadata[Key.classes.rawValue] {
      guard let names = try? JSONDecoder().decode([String].self, from: Data(text.utf8)) else {
        throw .metadata(path: path, key: Key.classes.rawValue, text: text, expected: "a list of texts in JSON")
      }
      usage.classNames = names
    }
    if let text = metadata[Key.featureDivisor.rawValue] {
      guard let divisor = Double(decimal: text), divisor.isFinite, divisor != 0 else {
        throw .metadata(
          path: path, key: Key.featureDivisor.rawValue, text: text, expected: "a finite number other than 0")
      }
      usage.featureDivisor = divisor
    }
    return usage
  }
}

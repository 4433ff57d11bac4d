import KernelRuntime

/// One class a row, with the classes' names.
public struct ClassLabels: Sendable, Equatable {
  /// A class number for each row, within `0 ..< names.count`.
  public let indices: [Int32]
  /// The name of each class.
  public let names: [String]

  /// Turns texts into classes.
  ///
  /// - Whole numbers that already are `0 ..< n` keep their values. With `outputs`, some of them may be missing from the
  ///   texts, as in a small test set; without, all of them must occur.
  /// - Other texts become classes in the order in which they first appear.
  /// - Parameters:
  ///   - outputs: how many classes the graph tells apart, if known.
  ///   - known: the classes of an earlier run, which keep their numbers; new ones follow after them.
  public init(_ texts: [String], outputs: Int? = nil, known: [String] = []) {
    let numbers = Self.wholeNumbers(texts)
    if known.isEmpty, let numbers, Self.areClasses(numbers, outputs: outputs) {
      indices = numbers
      names = (0...(numbers.max() ?? 0)).map(String.init)
    } else {
      (indices, names) = Self.byFirstAppearance(texts, normalized: numbers?.map(String.init) ?? texts, known: known)
    }
  }

  /// The texts as whole numbers ("3", and "3.0" as some programs write it), or nil if one is not.
  private static func wholeNumbers(_ texts: [String]) -> [Int32]? {
    var numbers: [Int32] = []
    numbers.reserveCapacity(texts.count)
    for text in texts {
      guard let number = Int32(text) ?? Double(decimal: text).flatMap(Int32.init(exactly:)) else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  private static func areClasses(_ numbers: [Int32], outputs: Int?) -> Bool {
    guard let least = numbers.min(), let greatest = numbers.max(), least >= 0 else { return false }
    if let outputs { return Int(greatest) < outputs }
    return Set(numbers).count == Int(greatest) + 1
  }

  /// A known class is found by the text as it stands, or by its number as it is written otherwise.
  private static func byFirstAppearance(
    _ texts: [String], normalized: [String], known: [String]
  ) -> (indices: [Int32], names: [String]) {
    var names = known
    var numbers: [String: Int32] = [:]
    for (number, name) in known.enumerated() { numbers[name] = Int32(number) }
    let indices = zip(texts, normalized).map { text, name in
      if let number = numbers[text] ?? numbers[name] { return number }
      let number = Int32(names.count)
      numbers[name] = number
      names.append(name)
      return number
    }
    return (indices, names)
  }
}

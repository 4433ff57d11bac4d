/// The rules of a derivation, by what they are for.
public struct RuleTable: Sendable {
  public var differentiation: [Rule]
  public var simplification: [Rule]
  public var presentation: [Rule]

  public init(differentiation: [Rule], simplification: [Rule], presentation: [Rule]) {
    self.differentiation = differentiation
    self.simplification = simplification
    self.presentation = presentation
  }

  public static let standard = RuleTable(
    differentiation: Rule.differentiation, simplification: Rule.simplification, presentation: Rule.presentation)
}

extension Rule {
  /// Rules that shorten a formula, in the order in which they are tried.
  public static let simplification: [Rule] = [
    functionOfNumber, inverseFunctions, signTimesMagnitude, selectionOfZero, selectionCommonFactor,
    combinePowers, constantSummand, maximumOfConstant, contraction, constantFactorOfSum, nameOutput, knownSum,
    substitution, linearity, distribute, collectLikeTerms, expand,
  ]

  /// Rules that give a finished formula the form in which it is read.
  public static let presentation: [Rule] = [
    functionOfNumber, combinePowers, nameOutput, commonFactor, collectLikeTerms, sign,
  ]

  /// Every rule of the derivation, for tests and for the documentation.
  public static var all: [Rule] {
    var names: Set<String> = []
    return (differentiation + simplification + presentation).filter { names.insert($0.name).inserted }
  }
}

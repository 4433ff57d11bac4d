import IndexCalculus
import LayerGraph

/// One derivative as a reader wants it: its formula in index notation and over matrices, and every step on the way.
struct DerivationSheet {
  /// `left = right`, and what else there is to say.
  struct Statement {
    let left: Formula
    let right: Formula
    var remark = ""
  }

  let name: String
  let shape: String
  /// The result, in each notation that it has.
  let statements: [Statement]
  let steps: TypesetDerivation

  init(_ derivation: Derivation, of graph: WiredGraph) {
    let goal = derivation.goal
    let isParameter = graph.program.parameters.contains(goal.wrt)
    let names = IndexNames(for: goal, isParameter: isParameter, tensors: graph.program.tensors)
    let symbol = goal.jacobianSymbol
    let element = Expression.access(symbol, derivation.indices.map(IndexTerm.index)).formula(names)
    name = symbol.name
    shape = derivation.extents.shapeText
    steps = TypesetDerivation(element, steps: derivation.steps, names: names)
    let indexed = Statement(left: element, right: derivation.result.formula(names))
    statements = [indexed] + Self.overMatrices(derivation, symbol.formula, differentFrom: indexed)
  }

  private static func overMatrices(
    _ derivation: Derivation, _ whole: Formula, differentFrom indexed: Statement
  ) -> [Statement] {
    if let matrix = derivation.matrixNotation {
      return matrix == indexed.right && whole == indexed.left ? [] : [Statement(left: whole, right: matrix)]
    }
    guard let block = derivation.blockNotation else { return [] }
    switch block.kind {
    case .perRow:
      return [Statement(left: whole, right: block.formula, remark: "in each row p, and 0 between different rows")]
    case .kronecker: return [Statement(left: whole, right: block.formula, remark: "entry by entry, row after row")]
    }
  }
}

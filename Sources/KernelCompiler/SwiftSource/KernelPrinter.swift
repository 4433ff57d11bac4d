import IndexCalculus

/// Writes the body of one kernel.
struct KernelPrinter {
  let nest: LoopNest
  private let memory: MemoryPrinter
  private let statements: StatementPrinter
  private let names: SwiftNames

  /// - Parameter outputs: the parameters of the function that the nest's outputs are written to.
  init(_ nest: LoopNest, caller: MemoryPrinter.Caller, outputs: [String] = []) {
    self.nest = nest
    names = SwiftNames(nest.buffers)
    memory = MemoryPrinter(nest, names, caller, outputs)
    statements = StatementPrinter(nest, names)
  }

  func name(_ tensor: TensorSymbol) -> String { names(tensor) }

  func body() -> [SwiftCode] {
    var code: [SwiftCode] = [
      .line("let rows = \(memory.caller.rawValue).rows"),
      .line("let team = Team(rows: rows, tileRows: \(nest.tileRows), work: \(RowWork(nest).total))"),
      .line("let lanes = team.lanes"),
    ]
    code += statements.constants + memory.callerMemory() + memory.workspace()
    for pass in nest.passes {
      code += pass.before.flatMap { statements.print($0) }
      code += print(pass)
    }
    return code + nest.epilogue.flatMap { statements.print($0) }
  }

  private func print(_ pass: Pass) -> [SwiftCode] {
    guard !pass.tile.isEmpty else { return [] }
    let sums = memory.privateSums(of: pass)
    var code = sums.flatMap(memory.clearing)
    code += pass.shared.isEmpty ? stretches(pass, sums) : rounds(pass, sums)
    return code + sums.map(memory.gathering)
  }

  /// Each part walks through a stretch of tiles.
  private func stretches(_ pass: Pass, _ sums: [Buffer]) -> [SwiftCode] {
    let loop = SwiftCode.block(header: "for row in team.tiles(of: part)", tile(pass))
    return [
      .closure(header: "team.run { part in", memory.partMemory(pass, sums) + [loop] + memory.keeping(sums))
    ]
  }

  /// In each round the parts take a tile each, and then share out the columns of what is too large to have once each.
  private func rounds(_ pass: Pass, _ sums: [Buffer]) -> [SwiftCode] {
    let row = SwiftCode.line("let row = team.row(round: round, part: part)")
    let first =
      [row, .line("guard row < rows else { return }")] + memory.partMemory(pass, sums) + tile(pass)
      + memory.keeping(sums)
    let second = memory.scratchOfPart() + pass.shared.flatMap { shared($0) }
    return [
      .block(
        header: "for round in 0..<team.rounds",
        [
          .closure(header: "team.run { part in", first), .closure(header: "team.run { part in", second),
        ])
    ]
  }

  private func tile(_ pass: Pass) -> [SwiftCode] {
    var code: [SwiftCode] = [.line("let count = min(lanes, rows - row)")]
    if pass.tile.contains(where: \.usesPadding) { code.append(.line("let padded = Tiling.padded(count)")) }
    code += memory.keptTiles(of: pass)
    return code + pass.tile.flatMap { statements.print($0) }
  }

  /// A contraction over the rows of all parts' tiles, this part's columns of it.
  private func shared(_ statement: Statement) -> [SwiftCode] {
    guard let contraction = statement.contractions.first else { return [] }
    let split = contraction.widerTargetAxis
    let inner =
      [
        SwiftCode.line("let row = team.row(round: round, part: other)"),
        .line("guard row < rows else { break }"), .line("let count = min(lanes, rows - row)"),
      ] + memory.tiles(of: statement, inPart: "other")
      + statements.print(contraction, columns: split.index, accumulating: "round > 0 || other > 0")
    var code: [SwiftCode] = []
    if case .fixed(let count) = split.extent { code.append(.line("let columns = team.share(of: \(count), part: part)")) }
    code.append(.block(header: "for other in 0..<team.parts", inner))
    var comments: [SwiftCode] = []
    if case .formula(let definitions, _) = statement { comments = definitions.map { .comment($0.description) } }
    return comments + [.block(header: "do", code)]
  }
}

extension Contraction {
  /// The longer of the target's axes, which is the one to share out.
  var widerTargetAxis: Bound {
    if case .fixed(let rows) = i.extent, case .fixed(let columns) = j.extent, rows > columns { i } else { j }
  }
}

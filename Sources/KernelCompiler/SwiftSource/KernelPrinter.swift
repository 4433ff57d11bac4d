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
    if nest.sharesTiles { code.append(.line("let span = lanes * team.parts")) }
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
    code += pass.sharesRows ? rounds(pass, sums) : stretches(pass.tile, sums)
    return code + sums.map(memory.gathering)
  }

  /// Each part walks through a stretch of tiles.
  private func stretches(_ statements: [Statement], _ sums: [Buffer]) -> [SwiftCode] {
    let loop = SwiftCode.block(header: "for row in team.tiles(of: part)", tile(statements))
    let own = memory.partMemory(of: statements, sums)
    return [.closure(header: "team.run { part in", own + [loop] + memory.keeping(sums))]
  }

  /// In each round the parts take a tile each, side by side. Phase by phase they divide its rows, or the columns of what
  /// is too large to be read or added up by each of them.
  private func rounds(_ pass: Pass, _ sums: [Buffer]) -> [SwiftCode] {
    let phases = pass.phases.map { phase -> SwiftCode in
      switch phase.division {
      case .rows: .closure(header: "team.run { part in", rows(of: phase, sums))
      case .columns: .closure(header: "team.run { part in", columns(of: phase))
      }
    }
    return [.block(header: "for round in 0..<team.rounds", phases)]
  }

  private func rows(of phase: Phase, _ sums: [Buffer]) -> [SwiftCode] {
    let filled = phase.statements.reduce(into: Set<TensorSymbol>()) { $0.formUnion($1.rowSums) }
    let own = sums.filter { filled.contains($0.tensor) }
    return [.line("let row = team.row(round: round, part: part)"), .line("guard row < rows else { return }")]
      + memory.partMemory(of: phase.statements, own) + tile(phase.statements) + memory.keeping(own)
  }

  /// All rows of the round, this part's columns.
  private func columns(of phase: Phase) -> [SwiftCode] {
    let header: [SwiftCode] = [
      .line("let row = team.row(round: round, part: 0)"), .line("let count = min(span, rows - row)"),
    ]
    let padding: [SwiftCode] =
      phase.statements.contains(where: \.usesPadding) ? [.line("let padded = Tiling.padded(count)")] : []
    return header + padding + memory.wholeTiles(of: phase.statements) + phase.statements.flatMap(shared)
  }

  private func shared(_ statement: Statement) -> [SwiftCode] {
    guard case .formula(let definitions, let body) = statement, let contraction = statement.contractions.first else {
      return []
    }
    let axis = contraction.sharedAxis
    var code: [SwiftCode] = []
    if case .fixed(let count) = axis.extent { code.append(.line("let columns = team.share(of: \(count), part: part)")) }
    // A sum over all rows starts anew with the first round.
    let start = contraction.target.tensor.isRowwise ? nil : "round > 0"
    code += body.dropLast().flatMap { statements.print($0, sharing: axis.index) }
    code += statements.print(contraction, columns: axis.index, accumulating: start)
    return definitions.map { .comment($0.description) } + [.block(header: "do", code)]
  }

  private func tile(_ body: [Statement]) -> [SwiftCode] {
    var code: [SwiftCode] = [.line("let count = min(lanes, rows - row)")]
    if body.contains(where: { $0.usesPadding || (nest.sharesTiles && $0.appliesFunction) }) {
      code.append(.line("let padded = Tiling.padded(count)"))
    }
    return code + memory.keptTiles(of: body) + body.flatMap { statements.print($0) }
  }
}

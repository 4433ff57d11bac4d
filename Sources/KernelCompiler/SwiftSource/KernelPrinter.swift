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
    names = SwiftNames(nest.buffers, avoiding: outputs)
    memory = MemoryPrinter(nest, names, caller, outputs)
    statements = StatementPrinter(nest, names)
  }

  func name(_ tensor: TensorSymbol) -> String { names(tensor) }

  func body() -> [SwiftCode] {
    var code: [SwiftCode] = [
      .line("let rows = \(memory.caller.rawValue).rows"),
      .line(
        "let team = Team(rows: rows, cut: .\(nest.sharesTiles ? "rounds" : "stretches"), tileRows: \(nest.tileRows), "
          + "work: \(RowWork(nest).total))"),
      .line(nest.sharesTiles ? "let span = team.span" : "let lanes = team.lanes"),
    ]
    code += statements.constants + memory.callerMemory() + memory.workspace()
    code += memory.scratch(of: nest.passes.flatMap(\.before) + nest.epilogue, thread: "0")
    for pass in nest.passes {
      code += pass.before.flatMap { statements.print($0) }
      code += print(pass)
    }
    return code + nest.epilogue.flatMap { statements.print($0) } + memory.storingNumbers()
  }

  private func print(_ pass: Pass) -> [SwiftCode] {
    guard !pass.tile.isEmpty else { return [] }
    let sums = memory.privateSums(of: pass)
    var code = sums.flatMap(memory.clearing) + memory.sharedSums(of: pass).map(memory.clearingShared)
    // All passes cut the rows alike: what one keeps of a tile another one reads.
    code += nest.sharesTiles ? rounds(pass, sums) : stretches(pass.tile, sums)
    return code + sums.map(memory.gathering)
  }

  /// Each part walks through a stretch of tiles.
  private func stretches(_ statements: [Statement], _ sums: [Buffer]) -> [SwiftCode] {
    let loop = SwiftCode.block(
      header: "for tile in team.tiles(of: part)", tile(statements, memory.tiles(of: statements, in: "memory")))
    let own = memory.ownMemory(of: statements, sums)
    return [.closure(header: "team.run { part, thread in", own + [loop] + memory.keeping(sums))]
  }

  /// In each round the parts take a tile each, side by side. Phase by phase the threads divide its rows, or the columns of
  /// what is too large to be read or added up by each of them.
  private func rounds(_ pass: Pass, _ sums: [Buffer]) -> [SwiftCode] {
    var code: [SwiftCode] =
      pass.sharesRows ? [.line("let row = round * span"), .line("let count = min(span, rows - row)")] : []
    let divided = pass.phases.compactMap(\.sharedStrip).flatMap(\.body)
    if divided.contains(where: { $0.usesPadding || $0.appliesFunction }) {
      code.append(.line("let padded = Tiling.padded(count)"))
    }
    for phase in pass.phases {
      switch phase {
      case .rows(let statements): code.append(.closure(header: "team.run { part, thread in", rows(statements, sums)))
      case .columns(let strip): code += columns(strip)
      }
    }
    return [.block(header: "for round in 0..<team.rounds", code)]
  }

  private func rows(_ statements: [Statement], _ sums: [Buffer]) -> [SwiftCode] {
    let filled = statements.reduce(into: Set<TensorSymbol>()) { $0.formUnion($1.rowSums) }
    let own = sums.filter { filled.contains($0.tensor) }
    let start: [SwiftCode] = [
      .line("let tile = team.tile(round: round, part: part)"), .line("guard !tile.isEmpty else { return }"),
    ]
    return start + memory.ownMemory(of: statements, own) + tile(statements, memory.tiles(of: statements, in: "memory"))
      + memory.keeping(own)
  }

  /// All rows of the round, some columns.
  private func columns(_ strip: Strip) -> [SwiftCode] {
    let code =
      memory.tiles(of: strip.body, in: "workspace.shared") + memory.scratch(of: strip.body)
      + strip.body.flatMap { statements.print($0, lines: "columns") }
    return [.closure(header: "team.divide(\(strip.lines), work: \(work(of: strip))) { columns, thread in", code)]
  }

  /// Operations for a column, those of products alone.
  private func work(of strip: Strip) -> String {
    strip.body.flatMap(\.contractions).map { contraction in
      let others = [contraction.i, contraction.j, contraction.p].filter { $0.index != contraction.sharedAxis.index }
      return (["2"] + others.map { $0.extent.count.map { "\($0)" } ?? "count" })
        .joined(separator: " * ")
    }.joined(separator: " + ")
  }

  private func tile(_ body: [Statement], _ tiles: [SwiftCode]) -> [SwiftCode] {
    var code: [SwiftCode] = memory.readsByRow(body) ? [.line("let row = tile.lowerBound")] : []
    code.append(.line("let count = tile.count"))
    let kept = memory.keptTiles(of: body)
    let isDense = !nest.sharesTiles && !tiles.isEmpty
    if isDense || !kept.isEmpty || body.contains(where: { $0.usesPadding || $0.appliesFunction }) {
      code.append(.line("let padded = Tiling.padded(count)"))
    }
    return code + tiles + kept + body.flatMap { statements.print($0) }
  }
}

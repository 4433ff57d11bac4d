import IndexCalculus

/// Orders assignments into passes over tiles of rows, and each into loops.
struct Scheduler {
  let assignments: [Assignment]
  /// Tensors whose place is given from outside.
  let external: [Buffer]
  let tileRows: Int

  private var passOf: [TensorSymbol: Int] = [:]
  /// The tiles of the caller's tensors that are brought into lanes.
  private let tiles: [TensorSymbol: TensorSymbol]
  private var loaded: Set<Load> = []
  private var laterReaders: Set<TensorSymbol> = []

  init(_ assignments: [Assignment], external: [Buffer], tileRows: Int) {
    self.assignments = assignments
    self.external = external
    self.tileRows = tileRows
    var taken = Set((assignments.map(\.target) + external.map(\.tensor)).map(\.name))
    var tiles: [TensorSymbol: TensorSymbol] = [:]
    for tensor in external.filter(\.isRowMajor).map(\.tensor) {
      var name = "\(tensor.name)Tile"
      while !taken.insert(name).inserted { name += "_" }
      tiles[tensor] = TensorSymbol(name, tensor.extents)
    }
    self.tiles = tiles
  }

  private struct Load: Hashable {
    let tensor: TensorSymbol
    let pass: Int
  }

  /// - Parameter outputs: tensors with rows that the caller gets, and the buffers they go to.
  mutating func schedule(named name: String, outputs: [(TensorSymbol, TensorSymbol)]) throws(CompilerError) -> LoopNest {
    var passes: [(before: [Statement], tile: [Statement])] = []
    var epilogue: [Statement] = []
    var rowless: [(level: Int, statement: Statement)] = []
    for assignment in assignments {
      try assignment.checkRows()
      let level = level(of: assignment)
      let statement = Statement.formula(assignment.inlined + [assignment.formula], statements(for: assignment, level))
      if assignment.touchesRows {
        while passes.count <= level { passes.append(([], [])) }
        passes[level].tile.append(statement)
        passOf[assignment.target] = assignment.target.isRowwise ? level : level + 1
      } else {
        rowless.append((level, statement))
        passOf[assignment.target] = level
      }
    }
    for (level, statement) in rowless {
      if level < passes.count { passes[level].before.append(statement) } else { epilogue.append(statement) }
    }
    for (tensor, output) in outputs {
      passes[passOf[tensor] ?? 0].tile.append(.store(tensor, to: output))
    }
    return try planned(name, passes, epilogue).validated()
  }

  /// The nest with memory for the tensors of a tile.
  private func planned(
    _ name: String, _ passes: [(before: [Statement], tile: [Statement])], _ epilogue: [Statement]
  ) -> LoopNest {
    let buffers = buffers()
    let kept = Set(buffers.filter { $0.storage == .tiles }.map(\.tensor))
    let tiles = buffers.filter { $0.storage == .tile }
    let phases = passes.map { PhaseDivision.phases($0.tile, tiles: Set(tiles.map(\.tensor)), keeping: kept) }
    let plan = MemoryPlan(phases.joined().flatMap(\.statements), tiles: tiles)
    let placed = buffers.map { buffer in
      Buffer(tensor: buffer.tensor, storage: buffer.storage, position: plan.slots[buffer.tensor] ?? 0)
    }
    let isShared = phases.joined().contains { $0.sharedStrip != nil }
    let callers = isShared ? [] : Set(external.filter { $0.storage == .input }.map(\.tensor))
    let final = zip(passes, phases).map { pass, phases in
      Pass(before: pass.before, phases: phases.map { phase in
          phase.map { $0.renamingSelfCopies(plan.slots) }.bringingNear(callers)
        })
    }
    return LoopNest(
      name: name, buffers: external + placed, passes: final, epilogue: epilogue, slotWidths: plan.widths,
      tileRows: isShared ? Self.sharedTileRows(plan.widths) : tileRows)
  }

  /// The most rows in a round. Large tensors are read or added to once for each, so that rounds are high, and never so high
  /// that very wide rows take more than some tens of megabytes, whatever the number of threads.
  private static func sharedTileRows(_ widths: [Int]) -> Int {
    let elements = 10_500_000
    return min(max(elements / max(widths.max() ?? 1, 1) / 16 * 16, 16), 1_024)
  }

  /// The pass in which everything the assignment reads is known.
  private func level(of assignment: Assignment) -> Int {
    assignment.operands.compactMap { passOf[$0] }.max() ?? 0
  }

  private func buffers() -> [Buffer] {
    var seen = Set(external.map(\.tensor))
    var result: [Buffer] = []
    for assignment in assignments where seen.insert(assignment.target).inserted {
      let crosses = laterReaders.contains(assignment.target)
      let storage: Buffer.Storage = assignment.target.isRowwise ? (crosses ? .tiles : .tile) : .local
      result.append(Buffer(tensor: assignment.target, storage: storage, position: 0))
    }
    let loads = Set(loaded.compactMap { tiles[$0.tensor] }).sorted { $0.name < $1.name }
    return result + loads.map { Buffer(tensor: $0, storage: .tile, position: 0) }
  }

  // MARK: - Statements

  private mutating func statements(
    for assignment: Assignment, _ level: Int
  ) -> [Statement] {
    for operand in assignment.operands where operand.isRowwise {
      if let written = passOf[operand], written < level { laterReaders.insert(operand) }
    }
    let target = assignment.target
    let positions = assignment.indices.map(IndexTerm.index)
    switch assignment.operation {
    case .map(let body):
      return loads(body, level) + loops(over: target, [.set(target, positions, lanes(body))])
    case .apply(let function, let body):
      return loads(body, level)
        + loops(over: target, [.set(target, positions, lanes(body))]) + [.apply(function, target)]
    case .maximum(let bound, let body):
      let start = Statement.update(
        Update(
          target: target, positions: positions, combination: .set,
          value: lanes(body).replacing([bound.index: .constant(0)])))
      let step = Statement.update(
        Update(target: target, positions: positions, combination: .maximum, value: lanes(body)))
      return loads(body, level) + loops(over: target, [start]) + loops(over: target, around: [loop(bound)], [step])
    case .firstPlace(let bound, let body, let maximum):
      guard case .fixed(let count) = bound.extent else { return [] }
      let step = Statement.update(
        Update(
          target: target, positions: positions, combination: .placeWhereEqual(lanes(maximum), bound.index),
          value: lanes(body)))
      let countdown = Loop(index: bound.index, range: .countdown(count))
      return loads(body, level) + loops(over: target, [.set(target, positions, .zero)])
        + loops(over: target, around: [countdown], [step])
    case .addAt(let places, let body):
      let update = Update(target: target, positions: places, combination: .add, value: lanes(body))
      let index = places.firstIndex { $0.plainIndex == nil }
      return loads(body, level) + loops(over: target, skipping: index, padded: false, [.update(update)])
    case .sum(let bounds, let body, let initial):
      return sum(assignment, bounds, body, initial, level)
    }
  }

  private mutating func sum(
    _ assignment: Assignment, _ bounds: [Assignment.Bound], _ body: Expression, _ initial: Expression?, _ level: Int
  ) -> [Statement] {
    let target = assignment.target
    let positions = assignment.indices.map(IndexTerm.index)
    let overRows = bounds.contains { $0.extent == .rows }
    let contraction = Contraction(target, bounds, body, accumulates: initial != nil || overRows)
    var result: [Statement] = []
    if let initial {
      result += loads(initial, level)
      if !overRows { result += loops(over: target, [.set(target, positions, lanes(initial))]) }
    }
    if let contraction { return result + [.contract(contraction)] }
    if overRows {
      let others = bounds.filter { $0.extent != .rows }
      let factors = body.accesses
      let sum = LaneSum(target: target, positions: positions, factors: factors.map(lanes), scale: body.constantPart)
      return result + loads(body, level)
        + loops(over: target, around: others.map(loop), [.sumLanes(sum)])
    }
    if initial == nil { result += loops(over: target, [.set(target, positions, .zero)]) }
    let step = Statement.update(
      Update(target: target, positions: positions, combination: .add, value: lanes(body)))
    return result + loads(body, level)
      + loops(over: target, around: bounds.map(loop), [step])
  }

  /// Loops over the entries of `target`, its lanes innermost.
  private func loops(
    over target: TensorSymbol, skipping axis: Int? = nil, around inner: [Loop] = [], padded: Bool = true,
    _ body: [Statement]
  ) -> [Statement] {
    var all: [Loop] = []
    var lanes: [Loop] = []
    for (number, extent) in target.extents.enumerated() where number != axis {
      switch extent {
      case .fixed(let count): all.append(Loop(index: .free(number), range: .count(count)))
      case .symbolic:
        let gathers = body.contains { $0.gathers }
        lanes.append(Loop(index: .free(number), range: .lanes(padded: padded && !gathers)))
      }
    }
    return (all + inner + lanes).reversed().reduce(body) { [.loop($1, $0)] }
  }

  private func loop(_ bound: Assignment.Bound) -> Loop {
    switch bound.extent {
    case .fixed(let count): Loop(index: bound.index, range: .count(count))
    case .symbolic: Loop(index: bound.index, range: .lanes(padded: false))
    }
  }

  // MARK: - Loads

  /// Statements that bring the caller's tensors a formula reads into lanes, unless they are there already.
  private mutating func loads(_ body: Expression, _ level: Int) -> [Statement] {
    var result: [Statement] = []
    for tensor in body.tensors.sorted(by: { $0.name < $1.name }) {
      guard let tile = tiles[tensor], loaded.insert(Load(tensor: tensor, pass: level)).inserted else { continue }
      result.append(.load(tile, from: tensor))
    }
    return result
  }

  /// The formula with the caller's tensors replaced by their tiles.
  private func lanes(_ body: Expression) -> Expression {
    body.replacingAccesses { tensor, positions in tiles[tensor].map { .access($0, positions) } }
  }
}

extension Statement {
  fileprivate static func set(_ target: TensorSymbol, _ positions: [IndexTerm], _ value: Expression) -> Statement {
    .update(Update(target: target, positions: positions, combination: .set, value: value))
  }

  /// Whether a value is read at a place that another tensor names, which exists for real rows only.
  fileprivate var gathers: Bool {
    guard case .update(let update) = self else { return false }
    var found = update.positions.contains { $0.plainIndex == nil }
    update.value.visit({ _ in }, term: { if case .element = $0 { found = true } })
    return found
  }
}

extension Assignment {
  fileprivate func checkRows() throws(CompilerError) {
    if target.extents.dropFirst().contains(.rows) { throw .rowsNotFirst(formula: formula.description) }
    switch operation {
    case .maximum(let bound, _), .firstPlace(let bound, _, _):
      if bound.extent == .rows { throw .maximumOverRows(formula: formula.description) }
    case .map, .apply, .sum, .addAt: break
    }
  }

  /// Whether it runs inside the loop over rows.
  var touchesRows: Bool {
    if target.isRowwise { return true }
    if case .sum(let bounds, _, _) = operation { return bounds.contains { $0.extent == .rows } }
    return false
  }
}

extension Expression {
  /// The tensor factors of a product.
  fileprivate var accesses: [Expression] { factors.filter { !$0.tensors.isEmpty } }

  /// The factors of a product that mention no tensor.
  fileprivate var constantPart: Expression { .product(factors.filter { $0.tensors.isEmpty }) }
}

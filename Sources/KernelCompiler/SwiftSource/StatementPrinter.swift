import IndexCalculus

/// Writes statements as Swift loops.
struct StatementPrinter {
  private let nest: LoopNest
  private let names: SwiftNames

  init(_ nest: LoopNest, _ names: SwiftNames) {
    self.nest = nest
    self.names = names
  }

  private func name(_ tensor: TensorSymbol) -> String { names(tensor) }

  /// Factors that no element changes, computed once.
  var constants: [SwiftCode] {
    scales.map { .line("let \($0.name): Scalar = \($0.value)") }
  }

  private var scales: [(factor: Expression, name: String, value: String)] {
    let m = Expression.extent(.rows)
    let all = [(m, "m", "Scalar(rows)"), (Expression.power(m, -1), "overM", "1 / Scalar(rows)")]
    var found: Set<Expression> = []
    for statement in nest.statements {
      statement.visitValues { value in value.visitScales { found.insert($0) } }
    }
    return all.filter { found.contains($0.0) }
  }

  // MARK: - Statements

  /// - Parameter lines: the range of lines that a strip is at, where the statement is part of one.
  func print(_ statement: Statement, _ loops: [Loop] = [], lines: String? = nil) -> [SwiftCode] {
    switch statement {
    case .formula(let definitions, let statements):
      return definitions.map { .comment($0.description) } + statements.flatMap { print($0, loops, lines: lines) }
    case .strip(let strip):
      let header = "for lines in Tiling.strips(\(strip.lines), lanes: padded)"
      return strip.start.flatMap { print($0) } + [.block(header: header, strip.body.flatMap { print($0, lines: "lines") })]
    case .loop(let loop, let body):
      if loops.isEmpty, case .count(let count) = loop.range, let operation = LineOperation(statement, nest) {
        return print(operation, lines: lines ?? "0..<\(count)")
      }
      let all = loops + [loop]
      let variable = SwiftNames.loopVariables(all)[loop.index] ?? "j"
      let range =
        switch loop.range {
        case .count(let count): lines ?? "0..<\(count)"
        case .countdown(let count): "(0..<\(count)).reversed()"
        case .lanes(let isPadded): isPadded ? "0..<padded" : "0..<count"
        }
      var header = "for \(variable) in \(range)"
      if let lines, let place = statement.scatteredPlace {
        header += " where \(lines).contains(\(self.place(place, SwiftNames.loopVariables(all))))"
      }
      return [.block(header: header, body.flatMap { print($0, all) })]
    case .update(let update): return print(update, loops)
    case .apply(let function, let tensor): return print(function, inPlaceOf: tensor, lines: lines)
    case .contract(let contraction): return print(contraction, columns: lines)
    case .sumLanes(let sum): return print(sum, loops)
    case .load(let tile, let source):
      return [
        .line("\(name(source)).transpose(into: \(name(tile)), row: row, rows: count, columns: \(width(source)))")
      ]
    case .rename: return []
    case .store(let tile, let target):
      return [.line("\(name(tile)).transpose(into: \(name(target)), row: row, rows: count, columns: \(width(tile)))")]
    }
  }

  /// Characters of a call that stays on one line.
  private static let longestCall = 90

  private func print(_ operation: LineOperation, lines: String) -> [SwiftCode] {
    let printer = printer([:])
    let counts = "lines: \(lines), lanes: padded"
    switch operation {
    case .map(let target, let scale, let product, let addend):
      let factors = product.operands.map(text).joined(separator: ", times: ")
      let start = "\(name(target)).set(\(counts), to: \(printer.text(product.scale)), \(factors)"
      guard let addend else { return [.line(start + ")")] }
      let sum = ([printer.text(addend.scale)] + addend.operands.map(text)).joined(separator: ", ")
      let end = "plus: \(sum)" + (scale == .one ? ")" : ", scaledBy: \(printer.text(scale)))")
      return start.count + end.count < Self.longestCall
        ? [.line("\(start), \(end)")] : [.line("\(start),"), .line("  \(end)")]
    case .add(let target, let scale, let source):
      return [.line("\(name(target)).add(\(counts), \(printer.text(scale)), of: \(name(source)))")]
    case .raise(let target, let source): return [.line("\(name(target)).raise(\(counts), to: \(name(source)))")]
    }
  }

  private func text(_ operand: LineOperation.Operand) -> String {
    switch operand {
    case .entries(let tensor): "\(name(tensor)).entries"
    case .everyLine(let tensor): "\(name(tensor)).everyLine"
    case .everyLane(let tensor): "\(name(tensor)).everyLane"
    }
  }

  private func print(_ function: Function, inPlaceOf tensor: TensorSymbol, lines range: String?) -> [SwiftCode] {
    let call = "Scalar.\(function.swiftName)"
    let name = name(tensor)
    if tensor.rank == 0 { return [.line("\(name) = \(call)(\(name))")] }
    guard let buffer = nest.buffer(of: tensor), buffer.isTiled else {
      return [.line("\(call)(inPlace: \(name).base, count: \(nest.buffer(of: tensor)?.width ?? 1))")]
    }
    let lines = buffer.width
    if lines == 1 { return [.line("\(call)(inPlace: \(name).base, count: padded)")] }
    // A tile of its own lies in one piece.
    guard nest.sharesTiles || range != nil else {
      return [.line("\(call)(inPlace: \(name).base, count: \(lines) * padded)")]
    }
    let header = "for j in \(range ?? "0..<\(lines)")"
    return [.block(header: header, [.line("\(call)(inPlace: \(name).line(j), count: padded)")])]
  }

  private func print(_ update: Update, _ loops: [Loop]) -> [SwiftCode] {
    let variables = SwiftNames.loopVariables(loops)
    let printer = printer(variables)
    let target = element(update.target, update.positions, variables)
    var splitter = ExpressionSplitter()
    let value = printer.text(splitter.split(update.value))
    let terms = splitter.terms.map { SwiftCode.line("let \($0.name): Scalar = \(printer.text($0.value))") }
    let step: SwiftCode =
      switch update.combination {
      case .set: .line("\(target) = \(value)")
      case .add: .line("\(target) += \(value)")
      case .maximum: .line("\(target) = larger(\(value), \(target))")
      case .placeWhereEqual(let other, let index):
        .line("if \(value) == \(printer.text(other)) { \(target) = Scalar(\(variables[index] ?? "0")) }")
      }
    // Outside of loops the terms of two formulas would meet.
    return loops.isEmpty && !terms.isEmpty ? [.block(header: "do", terms + [step])] : terms + [step]
  }

  private func print(_ sum: LaneSum, _ loops: [Loop]) -> [SwiftCode] {
    let variables = SwiftNames.loopVariables(loops)
    let pointers = sum.factors.map { lanePointer($0, variables) }
    let call =
      pointers.count == 1
      ? "Scalar.sum(\(pointers[0]), count: count)" : "Scalar.dot(\(pointers.joined(separator: ", ")), count: count)"
    let scaled = sum.scale == .one ? call : scaled(call, by: sum.scale, variables)
    return [.line("\(element(sum.target, sum.positions, variables)) += \(scaled)")]
  }

  private func scaled(_ call: String, by scale: Expression, _ variables: [Index: String]) -> String {
    "\(printer(variables).text(scale)) * \(call)"
  }

  /// - Parameter range: the range of the shared axis that is computed, where threads divide it.
  private func print(_ contraction: Contraction, columns range: String?) -> [SwiftCode] {
    let columns = range == nil ? nil : contraction.sharedAxis.index
    // A sum over all rows starts anew with the first round.
    let startsAnew = range != nil && !contraction.target.tensor.isRowwise
    func strides(_ operand: Contraction.Operand, _ first: Index) -> String {
      let axes = operand.indices.first == first ? [0, 1] : [1, 0]
      return "(\(axes.map { stride(of: operand.tensor, axis: $0) }.joined(separator: ", ")))"
    }
    func pointer(_ operand: Contraction.Operand) -> String {
      let isCallers = nest.buffer(of: operand.tensor)?.isRowMajor ?? false
      let start = name(operand.tensor) + (isCallers ? ".line(row)" : ".base")
      guard let range, let axis = operand.indices.firstIndex(where: { $0 == columns }) else { return start }
      let stride = stride(of: operand.tensor, axis: axis)
      return start + " + \(range).lowerBound" + (stride == "1" ? "" : " * \(stride)")
    }
    func count(_ bound: Contraction.Bound) -> String {
      if let range, bound.index == columns { return "\(range).count" }
      return bound.extent.count.map { "\($0)" } ?? "count"
    }
    let counts = "(\(count(contraction.i)), \(count(contraction.j)), \(count(contraction.p)))"
    let scale = printer([:]).text(contraction.scale)
    let ahead = contraction.ahead.map { ", ahead: \(name($0)).lines(row + count, count)" } ?? ""
    return [
      .line("Scalar.contract("),
      .line("  \(counts), \(pointer(contraction.left)), \(strides(contraction.left, contraction.i.index)),"),
      .line("  \(pointer(contraction.right)), \(strides(contraction.right, contraction.p.index)),"),
      .line("  into: \(pointer(contraction.target)), \(strides(contraction.target, contraction.i.index)), scale: \(scale),"),
      .line("  accumulating: \(startsAnew ? "round > 0" : "\(contraction.accumulates)"), scratch\(ahead))"),
    ]
  }

  // MARK: - Elements

  private func printer(_ variables: [Index: String]) -> ScalarPrinter {
    let scales = scales
    return ScalarPrinter(
      element: { element($0, $1, variables) }, place: { place($0, variables) },
      constant: { expression in scales.first { $0.factor == expression }?.name })
  }

  private func element(_ tensor: TensorSymbol, _ positions: [IndexTerm], _ variables: [Index: String]) -> String {
    guard let buffer = nest.buffer(of: tensor), tensor.rank > 0 else { return name(tensor) }
    let places = positions.map { place($0, variables) }
    if case .labels = buffer.storage { return "\(name(tensor))[row &+ \(places[0])]" }
    guard buffer.isTiled || (tensor.isRowwise && buffer.storage == .local) else {
      if tensor.rank == 1 { return "\(name(tensor))[\(places[0])]" }
      return "\(name(tensor))[\(flat(places.dropLast(), tensor.extents.dropLast())), \(places[places.count - 1])]"
    }
    if tensor.rank == 1 { return "\(name(tensor))[\(places[0])]" }
    return "\(name(tensor))[\(flat(places.dropFirst(), tensor.extents.dropFirst())), \(places[0])]"
  }

  private func lanePointer(_ factor: Expression, _ variables: [Index: String]) -> String {
    guard case .access(let tensor, let positions) = factor.form else { return "" }
    if tensor.rank == 1 { return "\(name(tensor)).base" }
    let places = positions.dropFirst().map { place($0, variables) }
    return "\(name(tensor)).line(\(flat(places[...], tensor.extents.dropFirst())))"
  }

  /// Several axes as one, in row-major order.
  private func flat(_ places: ArraySlice<String>, _ extents: ArraySlice<Extent>) -> String {
    zip(places, extents).dropFirst().reduce(places.first ?? "0") { text, next in
      next.1.count.map { "(\(text)) * \($0) + \(next.0)" } ?? text
    }
  }

  private func place(_ term: IndexTerm, _ variables: [Index: String]) -> String {
    switch term {
    case .index(let index): return variables[index] ?? "0"
    case .constant(let value): return "\(value)"
    case .element(let tensor, let positions): return "Int(\(element(tensor, positions, variables)))"
    case .argmax: return "0"
    }
  }

  private func width(_ tensor: TensorSymbol) -> Int { nest.buffer(of: tensor)?.width ?? 1 }

  private func stride(of tensor: TensorSymbol, axis: Int) -> String {
    guard let buffer = nest.buffer(of: tensor) else { return "1" }
    if buffer.isTiled { return axis == 0 ? "1" : (nest.sharesTiles && buffer.storage == .tile ? "span" : "padded") }
    return axis == 0 ? "\(tensor.lastExtent)" : "1"
  }
}

extension TensorSymbol {
  /// The extent of the last axis, 1 without one.
  var lastExtent: Int { extents.last?.count ?? 1 }
}

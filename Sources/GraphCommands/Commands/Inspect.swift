import ArgumentParser
import KernelCompiler
import KernelRuntime
import LayerGraph
import Training

/// `inspect GRAPH [--rows M]`: what a step costs, counted, and how fast this machine could be at best.
struct Inspect<Program: GraphProgram>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "inspect", abstract: "Count the work of a step, and tell how fast it could be here.",
      discussion: """
        Counts the loss with all gradients of parameters. The floor is the greater of two times: all operations at the \
        rate of this machine's multiply-adds, and all bytes that have to come from memory at the rate of one reader.
        """)
  }

  @Argument(help: "The graph.")
  var graph: String

  @Option(parsing: .unconditional, help: ArgumentHelp("Rows of the batch.", valueName: "m"))
  var rows = 1024

  @Flag(help: "Count for Double instead of Float.")
  var double = false

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard (1...1_000_000_000).contains(rows) else {
      throw ValidationError("--rows must be at least 1 and at most 1000000000, but is \(rows)")
    }
  }

  func run() throws {
    let wired = try Selection<Program>().wired(graph)
    let nest = try GraphKernels(compiling: wired).lossAndGradient
    // Bytes are counted too: eight for each entry that an operation touches.
    guard Double(RowWork(nest).total) * Double(rows) * 8 < Double(Int.max) else {
      throw CommandError.other("\(graph): the work of \(rows) rows is beyond counting; use fewer rows")
    }
    let report = double ? CostReport(nest, graph, rows, Double.self) : CostReport(nest, graph, rows, Float.self)
    print(try json ? JSONText.of(report) : report.text)
  }
}

/// A step's cost with the machine's limits.
struct CostReport: Encodable {
  let graph: String
  let scalar: String
  let rows: Int
  let lanes: Int
  let threads: Int
  /// Tiles that are in memory at the same time.
  let tiles: Int
  let operations: Int
  let functions: [String: Int]
  let bytesRead: Int
  let bytesWritten: Int
  let workspaceBytes: Int
  let traffic: [StepCost.Traffic]
  let operationsPerByte: Double
  let peakOperationsPerSecond: Double
  let bandwidth: Double
  let floorSeconds: Double
  let instructionSet: String

  init<Scalar: KernelScalar>(_ nest: LoopNest, _ graph: String, _ rows: Int, _ type: Scalar.Type) {
    let team = Team(
      rows: rows, cut: nest.sharesTiles ? .rounds : .stretches, tileRows: nest.tileRows, work: RowWork(nest).total)
    let cost = StepCost(nest, rows: rows, lanes: team.lanes)
    let rates = MachineRates(for: type)
    let size = MemoryLayout<Scalar>.size
    self.graph = graph
    self.rows = rows
    scalar = "\(Scalar.self)"
    lanes = team.lanes
    threads = team.threads
    tiles = nest.sharesTiles ? team.parts : team.threads
    operations = cost.operations
    functions = cost.functions
    traffic = cost.traffic
    bytesRead = cost.compulsoryReads * size
    bytesWritten = cost.compulsoryWrites * size
    workspaceBytes = WorkspaceLayout(team, WorkspacePlan(nest), scratch: Scalar.contractionScratch).count * size
    operationsPerByte = Double(operations) / Double(max(bytesRead + bytesWritten, 1))
    peakOperationsPerSecond = rates.operations * Double(team.threads)
    bandwidth = rates.bandwidth
    let traffic = Double(bytesRead + bytesWritten) / rates.bandwidth
    floorSeconds = max(Double(operations) / peakOperationsPerSecond, traffic)
    instructionSet = rates.instructionSet
  }

  var text: String {
    let applied = functions.sorted { $0.key < $1.key }.map { "\(Self.short(Double($0.value))) \($0.key)" }
    var lines = [
      "\(graph), \(rows) rows of \(scalar): loss and all gradients", "",
      "operations        \(Self.short(Double(operations)))",
      "functions         \(applied.isEmpty ? "none" : applied.joined(separator: ", "))",
      "read at least     \(Self.short(Double(bytesRead)))B",
      "written at least  \(Self.short(Double(bytesWritten)))B",
      "intensity         \(Self.short(operationsPerByte)) operations a byte",
      "tiles             \(lanes) rows, \(tiles) at a time",
      "workspace         \(Self.short(Double(workspaceBytes)))B", "",
    ]
    var table = TextTable(["tensor", "elements", "read", "written", "where"])
    for entry in traffic {
      table.add([
        entry.tensor, "\(entry.elements)", "\(entry.reads)×", "\(entry.writes)×",
        entry.isCallers ? "caller's memory" : "workspace",
      ])
    }
    lines += [table.text, ""]
    lines += [
      "this machine      \(Self.short(peakOperationsPerSecond))FLOP/s on \(threads) thread\(threads == 1 ? "" : "s") (\(instructionSet)), \(Self.short(bandwidth))B/s by one reader",
      "floor             \(Self.short(floorSeconds))s",
    ]
    #if DEBUG
      lines += ["", "This program was built for debugging, and so were the loops that measured the machine; use -c release."]
    #endif
    return lines.joined(separator: "\n")
  }

  /// Three digits and a prefix.
  private static func short(_ value: Double) -> String {
    let prefixes = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1, ""), (1e-3, "m"), (1e-6, "µ"), (1e-9, "n")]
    guard value > 0, let scale = prefixes.first(where: { value >= $0.0 }) ?? prefixes.last else { return "0 " }
    let number = value / scale.0
    let digits = number < 10 ? 100.0 : number < 100 ? 10 : 1
    let rounded = (number * digits).rounded() / digits
    let text = rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    return scale.1.isEmpty ? "\(text) " : "\(text) \(scale.1)"
  }
}

extension WorkspaceLayout {
  /// The layout of a kernel that is about to be generated.
  /// - Parameter scratch: elements that a contraction works in.
  fileprivate init(_ team: Team, _ plan: WorkspacePlan, scratch: Int) {
    self.init(team)
    for entry in plan.entries {
      let width = entry.width ?? scratch
      let size =
        switch entry.height {
        case .none: width
        case .tile: width * (entry.owner == .allThreads ? team.span : team.lanes)
        case .rows: width * Tiling.padded(team.rows)
        }
      switch entry.owner {
      case .allThreads: _ = placeShared(size)
      case .eachThread: _ = placeForThreads(size)
      case .eachPart: _ = placeForParts(size)
      }
    }
  }
}

import ArgumentParser
import Foundation

/// How near single contractions are to the machine's arithmetic, and to a library's matrix product.
struct Products: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Times single products of matrices on one thread, beside NumPy's and PyTorch's.",
    discussion: """
      Row-major matrices of the sizes that layers have. A kernel calls the same contraction with tiles that lie in other \
      orders, and with sums added to what is there.
      """)

  @Option(help: "The precision.")
  var precision = Precision.float

  @Option(help: "How many times each contender has its turn.")
  var rounds = 7

  func run() throws {
    signal(SIGPIPE, SIG_IGN)
    let folders = try Folders()
    defer { folders.remove() }
    let python = Contender.python(benchmarks: folders.benchmarks)
    let wanted = Contender.all(python: python, benchmarks: folders.benchmarks)
      .filter { [Contender.pullback, "NumPy by hand", "PyTorch"].contains($0.name) }
    let pool = ContenderPool(wanted, logs: folders.temporary)
    defer { pool.endAll() }
    let names = pool.contenders.map(\.name)
    var table = MarkdownTable(["Product, \(precision)", "m", "n", "k"] + names.flatMap { [$0, "of the peak"] })
    let peak = Roofline().rates(precision, threads: 1, workingSet: 16_384).operations
    for product in Product.all {
      let times = try measure(product, pool, folders)
      let cells = times.flatMap { time in
        [Numbers.time(nanoseconds: time.median), Numbers.percentage(product.operations / time.median * 1e9 / peak)]
      }
      table.add([product.title, "\(product.m)", "\(product.n)", "\(product.k)"] + cells)
    }
    print("Peak: \(Numbers.scaled(peak, "flop/s")), measured just before.\n\n\(table.text)")
  }

  private func measure(_ product: Product, _ pool: ContenderPool, _ folders: Folders) throws -> [Spread] {
    let path = folders.temporary.appendingPathComponent("operands.safetensors").path
    try write(product, to: path)
    var expected: Agreement?
    let ready = try pool.contenders.map { contender in
      let found = folders.temporary.appendingPathComponent(expected == nil ? "expected" : "found").path
      let process = try pool.worker(contender, threads: 1)
      let reply = try process.ask(
        .prepare(
          .init(
            graph: product.kind.rawValue, precision: precision, data: path, gradients: found,
            differentiatesInput: false, measuresMemory: false)))
      if let reason = reply.unsupported ?? reply.error { throw BenchError("\(contender.name): \(reason)") }
      expected = try expected ?? Agreement(loss: 0, gradients: TensorFile(path: found), precision: precision)
      let difference = try expected?.difference(loss: 0, gradients: found) ?? 0
      guard difference <= precision.tolerance else {
        throw BenchError("\(product.title): \(contender.name) disagrees by \(difference)")
      }
      return Rounds.Timed(name: contender.name, process: process)
    }
    let turns = Rounds(count: rounds, largeCount: rounds, nanoseconds: 20_000_000)
    return try turns.times(ready, large: false).map { try $0.get().nanoseconds }
  }

  private func write(_ product: Product, to path: String) throws {
    switch precision {
    case .float: try write(product, Float.self, path)
    case .double: try write(product, Double.self, path)
    }
  }

  private func write<Scalar: BinaryFloatingPoint & BitwiseCopyable>(
    _ product: Product, _: Scalar.Type, _ path: String
  ) throws {
    var random = RandomNumbers()
    var file = TensorFileWriter()
    for (name, shape) in [("A", product.leftShape), ("B", [product.k, product.n])] {
      file.add(name, shape, (0..<shape[0] * shape[1]).map { _ in Scalar(random.next(within: 1)) })
    }
    try file.write(to: path)
  }
}

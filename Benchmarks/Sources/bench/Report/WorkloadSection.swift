/// One workload at one precision: a row a contender, columns for each number of threads.
struct WorkloadSection {
  let result: WorkloadResult

  var text: String {
    var table = MarkdownTable(header)
    for contender in contenders { table.add(row(contender)) }
    return "## \(result.title), \(result.precision)\n\n\(limits)\n\n" + table.text + absent
  }

  private var threads: [Int] { result.rates.keys.sorted() }

  private var contenders: [String] {
    var seen: Set<String> = []
    return result.entries.map(\.contender).filter { seen.insert($0).inserted }
  }

  private var measuresMemory: Bool { result.entries.contains { $0.extraMemory != nil } }

  private var header: [String] {
    let times = threads.flatMap { ["\($0) thread\($0 == 1 ? "" : "s")", "spread", "ratio", "of the limit"] }
    return ["Contender"] + times + (threads.count > 1 ? ["Scaling"] : []) + ["Difference"]
      + (measuresMemory ? ["Extra memory"] : [])
  }

  private func row(_ contender: String) -> [String] {
    let entries = threads.map { result.entry(contender, $0) }
    let times = zip(threads, entries).flatMap { threads, entry in cells(entry, threads) }
    let scaling = zip(entries.prefix(1), entries.suffix(1)).map { one, all in
      one.flatMap { one in all.map { Numbers.ratio(one.nanoseconds.median / $0.nanoseconds.median) } } ?? ""
    }
    let known = entries.compactMap { $0 }
    let difference = known.map(\.difference).max().map(Numbers.difference) ?? ""
    let memory = known.compactMap(\.extraMemory).max().map(Numbers.memory) ?? ""
    return [contender] + times + (threads.count > 1 ? scaling : []) + [difference] + (measuresMemory ? [memory] : [])
  }

  private func cells(_ entry: WorkloadResult.Entry?, _ threads: Int) -> [String] {
    guard let entry, let own = result.entry(Contender.pullback, threads), let rates = result.rates[threads] else {
      return ["", "", "", ""]
    }
    let time = entry.nanoseconds.median
    return [
      Numbers.time(nanoseconds: time) + (entry.waiting > Numbers.disturbed ? " *" : ""),
      Numbers.spread(entry.nanoseconds),
      Numbers.ratio(time / own.nanoseconds.median), Numbers.percentage(result.floor.nanoseconds(at: rates) / time),
    ]
  }

  private var limits: String {
    let floor = result.floor
    let work = "\(Numbers.scaled(floor.operations, "flop")), \(Numbers.scaled(floor.bytes, "B"))"
    let times = threads.compactMap { threads in
      result.rates[threads].map { rates in
        let rate = "\(Numbers.scaled(rates.operations, "flop/s")), \(Numbers.scaled(rates.bytes, "B/s"))"
        return "\(Numbers.time(nanoseconds: floor.nanoseconds(at: rates))) on \(threads) (\(rate))"
      }
    }
    return "Limit: \(work); \(times.joined(separator: ", "))."
  }

  private var absent: String {
    guard !result.absent.isEmpty else { return "" }
    let reasons = result.absent.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    return "\n\nNot timed: " + reasons.joined(separator: "; ") + "."
  }
}

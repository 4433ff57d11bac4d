/// The results as a page of Markdown.
struct ResultsPage {
  let results: Results

  var text: String {
    var parts = ["# Benchmark of \(results.date)", machine, reading, summary]
    parts += results.workloads.map(WorkloadSection.init).map(\.text)
    parts += [rowScaling, training].compactMap { $0 }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private var machine: String {
    let versions = results.versions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    var lines = results.machine.lines + [
      "- Contenders: \(versions.joined(separator: ", "))",
      "- Load before and after (1 minute): \(Numbers.digits(results.loadBefore)), \(Numbers.digits(results.loadAfter))",
      "- Command: `\(results.command)`",
    ]
    if !results.missing.isEmpty {
      let names = results.missing.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }
      lines.append("- Not installed: \(names.joined(separator: ", "))")
    }
    return lines.joined(separator: "\n")
  }

  private var reading: String {
    """
    One step is the loss and all parameter gradients. Times are medians over rounds in which the contenders take turns \
    in random order; ± is half the distance between the quartiles. The ratio is the contender's time over Pullback's: \
    above 1, Pullback is faster. The limit is the time that the contractions' operations take at this machine's \
    measured peak, or the compulsory bytes at its measured bandwidth, whichever is longer; exponentials are not \
    counted. The difference is the largest one from Pullback's gradients, relative to the largest entry; contenders \
    that differ beyond rounding are not timed. A star marks times during which other work of the machine had the \
    processors for more than 5 % of the time: they are too long by at least that, and on several threads, where all \
    wait for the slowest, by a multiple. The last three columns of the summary are of the fastest turn that each \
    contender had.
    """
  }

  private var summary: String {
    var table = MarkdownTable([
      "Workload", "Threads", "Pullback", "Of the limit", "Fastest peer", "Its time", "Ratio", "Least time", "Of the limit",
      "Ratio",
    ])
    for workload in results.workloads {
      for threads in workload.rates.keys.sorted() {
        guard let own = workload.entry(Contender.pullback, threads) else { continue }
        let peers = workload.entries.filter { $0.threads == threads && Contender.isPeer($0.contender) }
        let best = peers.min { $0.nanoseconds.median < $1.nanoseconds.median }
        let least = peers.map(\.nanoseconds.least).min()
        let time = own.nanoseconds.median
        let limit = workload.floor.nanoseconds(at: workload.rates[threads]!)
        table.add([
          "\(workload.title), \(workload.precision)", "\(threads)", text(own),
          Numbers.percentage(limit / time), best?.contender ?? "none",
          best.map(text) ?? "",
          best.map { Numbers.ratio($0.nanoseconds.median / time) } ?? "",
          Numbers.time(nanoseconds: own.nanoseconds.least), Numbers.percentage(limit / own.nanoseconds.least),
          least.map { Numbers.ratio($0 / own.nanoseconds.least) } ?? "",
        ])
      }
    }
    return "## Summary\n\n" + table.text
  }

  private func text(_ entry: WorkloadResult.Entry) -> String {
    Numbers.time(nanoseconds: entry.nanoseconds.median) + (entry.waiting > Numbers.disturbed ? " *" : "")
  }

  private var rowScaling: String? {
    guard !results.rowScaling.isEmpty else { return nil }
    var table = MarkdownTable(["Rows", "Step", "Spread", "A row"])
    for entry in results.rowScaling {
      table.add([
        "\(entry.rows)", Numbers.time(nanoseconds: entry.nanoseconds.median), Numbers.spread(entry.nanoseconds),
        Numbers.time(nanoseconds: entry.nanoseconds.median / Double(entry.rows)),
      ])
    }
    return "## Time by rows\n\nPullback, 64 × 10, float, 1 thread.\n\n" + table.text
  }

  private var training: String? {
    guard !results.training.isEmpty else { return nil }
    var table = MarkdownTable(["Data", "Contender", "Time", "Spread", "Ratio", "Iterations", "Objective"])
    for entry in results.training {
      let own = results.training.first { $0.title == entry.title && $0.contender == Contender.pullback }
      table.add([
        entry.title, entry.contender, Numbers.time(nanoseconds: entry.nanoseconds.median),
        Numbers.spread(entry.nanoseconds),
        own.map { Numbers.ratio(entry.nanoseconds.median / $0.nanoseconds.median) } ?? "", "\(entry.iterations)",
        "\(entry.objective)",
      ])
    }
    let introduction = """
      Softmax regression with the penalty `1/(2m) ‖W‖²` (scikit-learn's at `C = 1`), in double, from zeros until no \
      gradient entry is above \(TrainingMeasurement.tolerance), by L-BFGS with ten remembered steps, 1 thread. \
      Pullback's starts from what the features tell of the Hessian (`InputCurvature`), which is part of its time; \
      scikit-learn's time is that of `fit`, its checks of the data included.
      """
    return "## Whole training runs\n\n\(introduction)\n\n" + table.text
  }
}

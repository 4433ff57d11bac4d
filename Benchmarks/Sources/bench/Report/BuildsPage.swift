/// The times of builds and of generation as a page of Markdown.
struct BuildsPage {
  let results: BuildResults

  var text: String {
    let lines = results.machine.lines + [
      "- Commit: \(results.commit)",
      "- Load before and after (1 minute): \(Numbers.digits(results.loadBefore)), \(Numbers.digits(results.loadAfter))",
      "- Command: `Benchmarks/run builds`",
    ]
    let parts = [
      "# Builds on \(results.date)", lines.joined(separator: "\n"), "## Builds", builds.text, "## Generation",
      "The whole process of `graphs generate`, from its start to its end.", generation.text,
    ]
    return parts.joined(separator: "\n\n") + "\n"
  }

  private var builds: MarkdownTable {
    var table = MarkdownTable(["Build of the example's `train`", "Time"])
    for entry in results.builds { table.add([entry.what, Numbers.time(nanoseconds: entry.seconds * 1e9)]) }
    return table
  }

  private var generation: MarkdownTable {
    var table = MarkdownTable(["Graph", "Configuration", "Time"])
    for entry in results.generation {
      table.add([entry.graph, entry.configuration, Numbers.time(nanoseconds: entry.seconds.median * 1e9)])
    }
    return table
  }
}

import CommandLineSupport

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Tells on standard error how far a run is, so that standard output stays free for results.
///
/// On a terminal it is one line, redrawn at most ten times a second and erased at the end; elsewhere, in a log say, it
/// is a plain line every five seconds, so that a short run leaves none.
struct ProgressLine {
  /// Where the line goes.
  enum Style: Sendable, Hashable {
    case redrawn, plainLines

    /// What suits standard error.
    static var forStandardError: Style {
      let isDumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? true
      return isatty(STDERR_FILENO) == 1 && !isDumb ? .redrawn : .plainLines
    }

    var interval: Duration {
      switch self {
      case .redrawn: .milliseconds(100)
      case .plainLines: .seconds(5)
      }
    }
  }

  private let total: Int
  private let style: Style
  private let write: (String) -> Void
  private var lastShown: ContinuousClock.Instant
  private var isShown = false

  /// - Parameters:
  ///   - total: the steps of the whole run.
  ///   - write: takes pieces of text, line ends included.
  init(
    total: Int, style: Style = .forStandardError, now: ContinuousClock.Instant = .now,
    write: @escaping (String) -> Void = StandardError.write
  ) {
    self.total = total
    self.style = style
    self.write = write
    lastShown = now
  }

  /// Shows the state, unless it was shown a moment ago. Costs one look at the clock then.
  mutating func update<Loss: BinaryFloatingPoint>(
    step: Int, loss: Loss, now: ContinuousClock.Instant = .now
  ) {
    guard now - lastShown >= style.interval else { return }
    lastShown = now
    isShown = true
    let percent = total > 0 ? Int(100 * Double(step) / Double(total)) : 100
    let text = "step \(step) of \(total), \(percent) %, loss \(loss)"
    switch style {
    case .redrawn: write("\r\u{1B}[K" + text)
    case .plainLines: write(text + "\n")
    }
  }

  /// Erases a redrawn line, so that what follows starts on a clean one.
  mutating func finish() {
    if isShown, style == .redrawn { write("\r\u{1B}[K") }
    isShown = false
  }
}

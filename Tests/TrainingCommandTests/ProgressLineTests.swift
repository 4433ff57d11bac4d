import Testing

@testable import TrainingCommand

struct ProgressLineTests {
  /// What a line of the given style writes when it is told of a step each 50 milliseconds.
  static func output(_ style: ProgressLine.Style, steps: Int) -> [String] {
    let start = ContinuousClock.now
    let written = Written()
    var line = ProgressLine(total: steps, style: style, now: start) { written.pieces.append($0) }
    for step in 1...steps {
      line.update(step: step, loss: 0.5 as Float, now: start + .milliseconds(50) * step)
    }
    line.finish()
    return written.pieces
  }

  @Test func redrawsOneLineOnATerminal() {
    let expected = ["step 2 of 5, 40 %, loss 0.5", "step 4 of 5, 80 %, loss 0.5", ""]
    #expect(Self.output(.redrawn, steps: 5) == expected.map { "\r\u{1B}[K" + $0 })
  }

  @Test func writesAPlainLineNowAndThen() {
    let expected = ["step 100 of 250, 40 %, loss 0.5\n", "step 200 of 250, 80 %, loss 0.5\n"]
    #expect(Self.output(.plainLines, steps: 250) == expected)
  }

  @Test(arguments: [ProgressLine.Style.redrawn, .plainLines]) func staysSilentInAShortRun(style: ProgressLine.Style) {
    #expect(Self.output(style, steps: 1) == [])
  }
}

private final class Written {
  var pieces: [String] = []
}

/// Times contenders in turns, in another order each round, so that a slow moment of the machine hits all alike.
///
/// A turn in which other work took the processors from the contender is repeated a few times, and the least disturbed
/// one counts.
struct Rounds {
  struct Timed {
    let name: String
    let process: WorkerProcess
  }

  let count: Int
  let largeCount: Int
  /// At least this long is one contender's turn.
  let nanoseconds: Double

  /// One turn: the time of a step, and the share of the turn that the contender waited for a processor.
  private typealias Turn = (time: Double, waiting: Double)

  func times(_ contenders: [Timed], large: Bool) -> [Result<Timing, any Error>] {
    var steps = contenders.map { contender in Result { try self.steps(contender.process, large: large) } }
    var times = contenders.map { _ in [Turn]() }
    for _ in 0..<(large ? largeCount : count) {
      for index in contenders.indices.shuffled() {
        guard case .success(let number) = steps[index] else { continue }
        do {
          times[index].append(try Self.quietTurn(contenders[index].process, number, tries: large ? 1 : 4))
        } catch {
          steps[index] = .failure(error)
        }
      }
    }
    return zip(steps, times).map { steps, times in steps.map { _ in Timing(times) } }
  }

  /// How many steps fill a turn. The first steps also bring caches and compilers of the contender into their stride.
  private func steps(_ process: WorkerProcess, large: Bool) throws -> Int {
    if large { return 1 }
    var steps = 1
    for _ in 0..<3 {
      let time = try Self.turn(process, steps).time
      steps = max(1, min(1_000_000, Int(nanoseconds / max(time, 1))))
    }
    return steps
  }

  private static func quietTurn(_ process: WorkerProcess, _ steps: Int, tries: Int) throws -> Turn {
    var best = try turn(process, steps)
    for _ in 0..<tries - 1 where best.waiting > 0.01 {
      let other = try turn(process, steps)
      if other.waiting < best.waiting { best = other }
    }
    return best
  }

  private static func turn(_ process: WorkerProcess, _ steps: Int) throws -> Turn {
    let before = process.waited
    let reply = try process.ask(.time(steps: steps))
    guard let time = reply.nanoseconds else { throw BenchError(reply.error ?? "no time in the answer") }
    let waited = process.waited - before
    process.waitUntilIdle()
    return (time, max(0, waited) / (time * Double(steps)))
  }
}

/// What a contender's rounds came to.
struct Timing {
  /// Nanoseconds a step.
  let nanoseconds: Spread
  /// The share of its turns that it waited for a processor.
  let waiting: Double

  init(_ turns: [(time: Double, waiting: Double)]) {
    nanoseconds = Spread(turns.map(\.time))
    waiting = Spread(turns.map(\.waiting)).median
  }
}

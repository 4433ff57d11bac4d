import Foundation
import Testing

/// Sums of parts differ in the order of their terms for another number of threads, and in nothing else.
struct ThreadsTests {
  private func loss(_ arguments: [String], threads: Int, in folder: String) throws -> Double {
    let result = try TrainProcess.run(
      arguments + ["--scalar", "double", "--steps", "3"], in: folder, environment: ["PULLBACK_THREADS": "\(threads)"])
    #expect(result.status == 0, "\(threads) threads: \(result.errors)")
    let line = result.output.split(separator: "\n").first { $0.hasPrefix("loss: ") }
    return try #require(line.flatMap { Double($0.dropFirst("loss: ".count)) })
  }

  private func check(_ arguments: [String], in folder: String) throws {
    let alone = try loss(arguments, threads: 1, in: folder)
    for threads in [2, 3, 8] {
      let together = try loss(arguments, threads: threads, in: folder)
      #expect(abs(together - alone) <= 1e-12 * abs(alone), "\(arguments[0]), \(threads) threads: \(together), not \(alone)")
    }
  }

  /// Threads that take rows, that take columns of large products, and several passes of which some take columns.
  @Test(arguments: ["Digits", "Residual", "Centred"])
  func `Any number of threads finds what one does`(graph: String) throws {
    let digits = ["--data", TrainProcess.data("digits.csv"), "--label", "digit", "--divide-features-by", "16"]
    try TrainProcess.inTemporaryFolder { folder in try check([graph] + digits, in: folder) }
  }

  /// What the environment asks for in vain is not passed over in silence.
  @Test func `Settings that make no sense are named`() throws {
    let digits = ["Digits", "--data", TrainProcess.data("digits.csv"), "--label", "digit", "--steps", "2"]
    try TrainProcess.inTemporaryFolder { folder in
      func errors(_ environment: [String: String]) throws -> String {
        let result = try TrainProcess.run(digits, in: folder, environment: environment)
        #expect(result.status == 0)
        return result.errors
      }
      for wanted in ["abc", "0", "-2", "2 threads"] {
        #expect(
          try errors(["PULLBACK_THREADS": wanted])
            == "warning: PULLBACK_THREADS is \"\(wanted)\", which is no number of threads; all processors are used\n")
      }
      let set = try errors(["PULLBACK_INSTRUCTION_SET": "mmx"])
      #expect(
        set.hasPrefix("warning: PULLBACK_INSTRUCTION_SET is \"mmx\", which this machine does not have; it uses ")
          && set.filter(\.isNewline).count == 1)
      #expect(try errors(["PULLBACK_THREADS": "", "PULLBACK_INSTRUCTION_SET": ""]) == "")
    }
  }

  /// Worth waking a second thread, but not a third, and cut into more parts than two.
  @Test func `A batch for fewer threads than there are`() throws {
    try TrainProcess.inTemporaryFolder { folder in
      let flowers = ["5.1,3.5,1.4,0.2,a", "6.4,3.2,4.5,1.5,b", "7.1,3.0,5.9,2.1,c"]
      let lines = ["k,l,m,n,species"] + (0..<5_000).map { flowers[$0 % 3] }
      try lines.joined(separator: "\n").write(toFile: folder + "/flowers.csv", atomically: true, encoding: .utf8)
      try check(["Iris", "--data", "flowers.csv", "--label", "species"], in: folder)
    }
  }
}

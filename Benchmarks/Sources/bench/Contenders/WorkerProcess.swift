import Foundation

/// One contender's process, spoken to line by line.
final class WorkerProcess {
  private let process = Process()
  private let requests = Pipe()
  private let replies = Pipe()
  private var buffer = Data()

  /// - Parameter log: where the worker's standard error goes.
  init(command: [String], threads: Int, log: URL) throws {
    process.executableURL = URL(fileURLWithPath: command[0])
    process.arguments = Array(command.dropFirst())
    process.environment = ProcessInfo.processInfo.environment.merging(Self.environment(threads)) { $1 }
    process.standardInput = requests
    process.standardOutput = replies
    _ = FileManager.default.createFile(atPath: log.path, contents: nil)
    process.standardError = try FileHandle(forWritingTo: log)
    try process.run()
  }

  /// Every library's own name for its number of threads.
  private static func environment(_ threads: Int) -> [String: String] {
    let names = ["PULLBACK_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"]
    return Dictionary(uniqueKeysWithValues: names.map { ($0, "\(threads)") })
  }

  var isRunning: Bool { process.isRunning }

  func ask(_ request: Request, within seconds: Double = 600) throws -> Reply {
    var line = try JSONEncoder().encode(request)
    line.append(UInt8(ascii: "\n"))
    try requests.fileHandleForWriting.write(contentsOf: line)
    return try nextReply(within: seconds)
  }

  func nextReply(within seconds: Double = 600) throws -> Reply {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while true {
      if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
        defer { buffer = Data(buffer[(end + 1)...]) }
        return try JSONDecoder().decode(Reply.self, from: buffer[..<end])
      }
      try fill(until: deadline, seconds)
    }
  }

  private func fill(until deadline: Date, _ seconds: Double) throws {
    let handle = replies.fileHandleForReading
    var state = pollfd(fd: handle.fileDescriptor, events: Int16(POLLIN), revents: 0)
    let ready = poll(&state, 1, Int32(max(0, deadline.timeIntervalSinceNow) * 1000))
    if ready < 0, errno == EINTR { return }
    guard ready > 0 else { throw BenchError("no answer within \(Int(seconds)) s") }
    let bytes = handle.availableData
    guard !bytes.isEmpty else { throw BenchError("the process ended without an answer") }
    buffer.append(bytes)
  }

  func end() {
    // The end of its input is the end of a worker.
    try? requests.fileHandleForWriting.close()
    let deadline = Date(timeIntervalSinceNow: 2)
    while process.isRunning, Date() < deadline { usleep(5000) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  /// Waits until the process uses no processor any more: thread pools spin for a while after their work, and would take
  /// the time of whoever is measured next.
  func waitUntilIdle() {
    var last = processorTicks
    for _ in 0..<25 {
      usleep(20_000)
      let now = processorTicks
      if now == last { return }
      last = now
    }
  }

  /// Nanoseconds that the process's threads were ready to run but other work had the processors.
  var waited: Double {
    let tasks = "/proc/\(process.processIdentifier)/task"
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
    return threads.reduce(0) { sum, thread in
      let text = try? String(contentsOfFile: "\(tasks)/\(thread)/schedstat", encoding: .utf8)
      return sum + (text.flatMap { Double($0.split(separator: " ")[1]) } ?? 0)
    }
  }

  /// User and system time of the whole process, in hundredths of a second.
  private var processorTicks: Int {
    guard let text = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8),
      let end = text.lastIndex(of: ")")
    else { return 0 }
    let fields = text[end...].split(separator: " ")
    return (Int(fields[12]) ?? 0) + (Int(fields[13]) ?? 0)
  }
}

import Foundation
import Synchronization
import VectorPrimitives

/// What the machine can do, measured: operations and bytes per second of a number of threads at once.
struct Rates: Codable, Sendable {
  let operations: Double
  let bytes: Double
}

/// Measures rates once for each kind of work.
final class Roofline {
  private var operations: [String: Double] = [:]
  private var bandwidths: [String: Double] = [:]

  /// - Parameter bytes: what the work touches. It is read as often as it likes from wherever it fits: a working set
  ///   that stays in a cache is held against that cache, not against memory.
  func rates(_ precision: Precision, threads: Int, workingSet bytes: Double) -> Rates {
    let key = "\(precision) \(threads)"
    let peak = operations[key] ?? Self.sum(threads) {
      precision == .float ? pullback_peak_flops_f32(0.3) : pullback_peak_flops_f64(0.3)
    }
    operations[key] = peak
    let share = min(max(Int(bytes) / threads, 16 << 10), 256 << 20)
    let bandwidth = bandwidths["\(share) \(threads)"] ?? Self.sum(threads) { pullback_read_bandwidth(share) }
    bandwidths["\(share) \(threads)"] = bandwidth
    return Rates(operations: peak, bytes: bandwidth)
  }

  private static func sum(_ threads: Int, _ measure: @Sendable @escaping () -> Double) -> Double {
    let total = Mutex(0.0)
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      let rate = measure()
      total.withLock { $0 += rate }
    }
    return total.withLock { $0 }
  }
}

import Synchronization
import Testing
import VectorPrimitives

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Runs a Swift closure of the part and the thread on the pool.
private func run(_ pool: OpaquePointer, parts: Int, threads: Int = .max, _ body: (Int, Int) -> Void) {
    withoutActuallyEscaping(body) { escapable in
        var work: (Int, Int) -> Void = escapable
        withUnsafeMutablePointer(to: &work) { pointer in
            pullback_pool_run(pool, parts, threads, { context, part, thread in
                context!.assumingMemoryBound(to: ((Int, Int) -> Void).self).pointee(part, thread)
            }, pointer)
        }
    }
}

private func run(_ pool: OpaquePointer, parts: Int, _ body: (Int) -> Void) {
    run(pool, parts: parts) { part, _ in body(part) }
}

@Suite struct ThreadPoolTests {
    @Test(arguments: [1, 2, 3, 8])
    func everyPartOnceManyTimes(threads: Int) throws {
        let pool = try #require(pullback_pool_create(threads))
        defer { pullback_pool_destroy(pool) }
        #expect(pullback_pool_threads(pool) == threads)
        for round in 0..<500 {
            let parts = round % 20
            let counts = UnsafeMutableBufferPointer<Int>.allocate(capacity: parts)
            defer { counts.deallocate() }
            counts.initialize(repeating: 0)
            nonisolated(unsafe) let shared = counts
            run(pool, parts: parts) { shared[$0] += 1 }
            #expect(counts.allSatisfy { $0 == 1 })
        }
    }

    /// Workers that went to sleep wake up.
    @Test func afterSleep() throws {
        let pool = try #require(pullback_pool_create(3))
        defer { pullback_pool_destroy(pool) }
        for _ in 0..<20 {
            usleep(3000)
            let flags = UnsafeMutableBufferPointer<Bool>.allocate(capacity: 3)
            defer { flags.deallocate() }
            flags.initialize(repeating: false)
            nonisolated(unsafe) let shared = flags
            run(pool, parts: 3) { shared[$0] = true }
            #expect(flags.allSatisfy { $0 })
        }
    }

    /// The caller sleeps too when a worker takes long.
    @Test func slowPart() throws {
        let pool = try #require(pullback_pool_create(2))
        defer { pullback_pool_destroy(pool) }
        nonisolated(unsafe) var done = false
        run(pool, parts: 2) { part in
            if part == 1 {
                usleep(20000)
                done = true
            }
        }
        #expect(done)
    }

    /// Whoever is done takes what a thread that is held up has not begun with: part 0 ends after all others.
    @Test func othersDoWhatAThreadLeaves() throws {
        let pool = try #require(pullback_pool_create(2))
        defer { pullback_pool_destroy(pool) }
        let done = Atomic(0)
        nonisolated(unsafe) var wasLast = false
        run(pool, parts: 9) { part in
            if part > 0 {
                done.add(1, ordering: .sequentiallyConsistent)
            } else {
                for _ in 0..<2000 where done.load(ordering: .sequentiallyConsistent) < 8 { usleep(1000) }
                wasLast = done.load(ordering: .sequentiallyConsistent) == 8
            }
        }
        #expect(wasLast)
    }

    /// Who has memory for three threads is not called with the number of a fourth.
    @Test func noMoreThreadsThanAskedFor() throws {
        let pool = try #require(pullback_pool_create(8))
        defer { pullback_pool_destroy(pool) }
        let most = Atomic(0)
        for _ in 0..<200 {
            run(pool, parts: 24, threads: 3) { _, thread in most.max(thread, ordering: .relaxed) }
        }
        #expect(most.load(ordering: .relaxed) <= 2)
    }

    /// Memory of a thread's own is safe to write to.
    @Test(arguments: [2, 3, 8])
    func aThreadDoesOnePartAtATime(threads: Int) throws {
        let pool = try #require(pullback_pool_create(threads))
        defer { pullback_pool_destroy(pool) }
        let counts = UnsafeMutableBufferPointer<Int>.allocate(capacity: threads)
        defer { counts.deallocate() }
        for parts in 2..<200 {
            counts.initialize(repeating: 0)
            nonisolated(unsafe) let shared = counts
            run(pool, parts: parts) { _, thread in
                let seen = shared[thread]
                for _ in 0..<50 { _ = shared[thread] }
                shared[thread] = seen + 1
            }
            #expect(counts.reduce(0, +) == parts)
        }
    }

    /// Threads that meet on one pool, and runs inside runs.
    @Test func concurrentCallersAndNestedRuns() async throws {
        nonisolated(unsafe) let pool = try #require(pullback_pool_create(3))
        defer { pullback_pool_destroy(pool) }
        let totals = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    var wrong = 0
                    for _ in 0..<300 {
                        let cells = UnsafeMutableBufferPointer<Int>.allocate(capacity: 12)
                        defer { cells.deallocate() }
                        cells.initialize(repeating: 0)
                        nonisolated(unsafe) let shared = cells
                        nonisolated(unsafe) let inner = pool
                        run(pool, parts: 4) { part in
                            run(inner, parts: 3) { shared[part * 3 + $0] += 1 }
                        }
                        if !cells.allSatisfy({ $0 == 1 }) { wrong += 1 }
                    }
                    return wrong
                }
            }
            return await group.reduce(0, +)
        }
        #expect(totals == 0)
    }

    @Test func createdAndDestroyedManyTimes() throws {
        for _ in 0..<50 {
            let pool = try #require(pullback_pool_create(4))
            pullback_pool_destroy(pool)
        }
    }

    /// An idle pool uses no processor time.
    @Test func idlePoolSleeps() throws {
        let pool = try #require(pullback_pool_create(4))
        defer { pullback_pool_destroy(pool) }
        nonisolated(unsafe) var threads = [pthread_t?](repeating: nil, count: 4)
        threads.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let shared = buffer
            run(pool, parts: 4) { shared[$0] = pthread_self() }
        }
        usleep(20000)
        func used() -> [Double] {
            #if canImport(Darwin)
            return []
            #else
            return threads.dropFirst().map { thread in
                var clock = clockid_t()
                pthread_getcpuclockid(thread!, &clock)
                var time = timespec()
                clock_gettime(clock, &time)
                return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
            }
            #endif
        }
        let before = used()
        usleep(100_000)
        for (before, after) in zip(before, used()) { #expect(after - before < 0.001) }
    }

    @Test func sharedPoolIsOne() {
        #expect(pullback_pool_shared() == pullback_pool_shared())
        #expect(pullback_pool_threads(pullback_pool_shared()) >= 1)
    }
}

// What the tests share: every instruction set this machine runs, random numbers, and memory that ends at a trap.

import VectorPrimitives

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

typealias InstructionSet = pullback_instruction_set

extension pullback_instruction_set {
    static let supported: [InstructionSet] = {
        var sets = [InstructionSet](repeating: .init(rawValue: 0), count: Int(PULLBACK_INSTRUCTION_SET_COUNT))
        let count = pullback_instruction_sets_supported(&sets)
        return Array(sets.prefix(count))
    }()

    var name: String { String(cString: pullback_instruction_set_name(self)) }

    /// Runs `body` with this set in force on the current thread.
    func run(_ body: () -> Void) {
        withoutActuallyEscaping(body) { escapable in
            var work: () -> Void = escapable
            withUnsafeMutablePointer(to: &work) { pointer in
                let ran = pullback_with_instruction_set(self, { context in
                    context!.assumingMemoryBound(to: (() -> Void).self).pointee()
                }, pointer)
                precondition(ran, "\(name) is not supported")
            }
        }
    }
}

/// SplitMix64 (G. Steele, D. Lea, C. Flood, OOPSLA 2014): the same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Elements between two pages that may not be touched, pressed against the one or the other: an access out of bounds
/// ends the test process.
final class GuardedBuffer<Element> {
    private let mapping: UnsafeMutableRawPointer
    private let bytes: Int
    let elements: UnsafeMutableBufferPointer<Element>

    init(count: Int, atEnd: Bool = true) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let size = count * MemoryLayout<Element>.stride
        let used = max(1, (size + page - 1) / page) * page
        bytes = used + 2 * page
        #if canImport(Darwin)
        let flags = MAP_PRIVATE | MAP_ANON
        #else
        let flags = MAP_PRIVATE | Int32(MAP_ANONYMOUS)
        #endif
        mapping = mmap(nil, bytes, PROT_READ | PROT_WRITE, flags, -1, 0)!
        precondition(mapping != MAP_FAILED)
        mprotect(mapping, page, PROT_NONE)
        mprotect(mapping + page + used, page, PROT_NONE)
        let start = mapping + page + (atEnd ? used - size : 0)
        elements = .init(start: start.bindMemory(to: Element.self, capacity: count), count: count)
    }

    deinit { munmap(mapping, bytes) }

    var base: UnsafeMutablePointer<Element> { elements.baseAddress! }
}

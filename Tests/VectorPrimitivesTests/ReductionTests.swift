import Testing
import VectorPrimitives

@Suite struct ReductionTests {
    static let counts = [0, 1, 2, 7, 31, 32, 33, 63, 64, 65, 127, 128, 129, 1000, 4097]

    @Test(arguments: InstructionSet.supported.map(\.name))
    func againstWiderSums(name: String) {
        var random = SeededGenerator(state: 7)
        InstructionSet.named(name).run {
            for count in Self.counts {
                let x = GuardedBuffer<Float>(count: count), y = GuardedBuffer<Float>(count: count)
                for q in 0..<count {
                    x.elements[q] = .random(in: -1...1, using: &random)
                    y.elements[q] = .random(in: -1...1, using: &random)
                }
                let sum = x.elements.reduce(0) { $0 + Double($1) }
                let dot = zip(x.elements, y.elements).reduce(0) { $0 + Double($1.0) * Double($1.1) }
                let unit = Double(Float.ulpOfOne) * (Double(count) / 64 + 8)
                #expect(abs(Double(pullback_sum_f32(count, x.base)) - sum) <= unit)
                #expect(abs(Double(pullback_dot_f32(count, x.base, y.base)) - dot) <= unit)
                #expect(pullback_max_f32(count, x.base) == x.elements.max() ?? -.infinity)

                let wide = x.elements.map(Double.init), other = y.elements.map(Double.init)
                #expect(abs(pullback_sum_f64(count, wide) - sum) <= 1e-13)
                #expect(abs(pullback_dot_f64(count, wide, other) - dot) <= 1e-13)
                #expect(pullback_max_f64(count, wide) == wide.max() ?? -.infinity)
            }
        }
    }

    /// The order of additions is part of the contract: element q to accumulator q mod W, then folds by halves.
    @Test(arguments: InstructionSet.supported.map(\.name))
    func documentedOrder(name: String) {
        var random = SeededGenerator(state: 8)
        let x = (0..<777).map { _ in Float.random(in: -1...1, using: &random) }
        var accumulators = [Float](repeating: 0, count: 64)
        for (q, value) in x.enumerated() { accumulators[q % 64] += value }
        while accumulators.count > 1 {
            let half = accumulators.count / 2
            accumulators = (0..<half).map { accumulators[$0] + accumulators[$0 + half] }
        }
        InstructionSet.named(name).run { #expect(pullback_sum_f32(x.count, x) == accumulators[0]) }
    }

    @Test(arguments: InstructionSet.supported.map(\.name))
    func maximumKeepsNaN(name: String) {
        InstructionSet.named(name).run {
            for count in [1, 5, 64, 200] {
                for position in [0, count / 2, count - 1] {
                    var x = [Float](repeating: 1, count: count), wide = [Double](repeating: 1, count: count)
                    x[position] = .nan
                    wide[position] = .nan
                    #expect(pullback_max_f32(count, x).isNaN && pullback_max_f64(count, wide).isNaN)
                }
            }
        }
    }
}

import Testing
import VectorPrimitives

@Suite struct ElementwiseTests {
    /// How an operand spreads over lines and lanes.
    enum Spread: CaseIterable {
        case entries, everyLine, everyLane, one
    }

    static let lanes = [1, 3, 8, 15, 16, 17, 33, 64, 70, 144]

    @Test(arguments: InstructionSet.supported.map(\.name))
    func multiplyAdd(name: String) {
        var random = SeededGenerator(state: 11)
        InstructionSet.named(name).run {
            for lanes in Self.lanes {
                for x in Spread.allCases {
                    for y in Spread.allCases {
                        for z in Spread.allCases {
                            Self.checkMultiplyAdd(lines: 3, lanes, [x, y, z], &random)
                        }
                    }
                }
            }
        }
    }

    private static func checkMultiplyAdd(lines: Int, _ lanes: Int, _ spreads: [Spread], _ random: inout SeededGenerator) {
        let stride = lanes + 2
        let alpha = Float.random(in: -2...2, using: &random), beta = Float.random(in: -2...2, using: &random)
        let scale = Float.random(in: 0.5...2, using: &random)
        let operands = spreads.map { Samples(spread: $0, lines: lines, lanes: lanes, stride: stride, using: &random) }
        let target = GuardedBuffer<Float>(count: (lines - 1) * stride + lanes)
        let wide = GuardedBuffer<Double>(count: (lines - 1) * stride + lanes)
        for place in target.elements.indices { (target.elements[place], wide.elements[place]) = (77, 77) }
        pullback_multiply_add_f32(
            lines, lanes, target.base, stride, scale, alpha, operands[0].single, operands[1].single, beta, operands[2].single)
        pullback_multiply_add_f64(
            lines, lanes, wide.base, stride, Double(scale), Double(alpha), operands[0].double, operands[1].double, Double(beta),
            operands[2].double)
        for line in 0..<lines - 1 {
            let gap = line * stride + lanes..<(line + 1) * stride
            #expect(gap.allSatisfy { target.elements[$0] == 77 && wide.elements[$0] == 77 })
        }
        for line in 0..<lines {
            for lane in 0..<lanes {
                let values = operands.map { $0.value(line, lane) }
                let product = Double(scale) * Double(alpha) * values[0] * values[1]
                let addend = Double(scale) * Double(beta) * values[2]
                let bound = abs(product) + abs(addend)
                let place = line * stride + lane
                #expect(abs(Double(target.elements[place]) - product - addend) <= 2 * Double(Float.ulpOfOne) * bound)
                #expect(abs(wide.elements[place] - product - addend) <= 2 * Double.ulpOfOne * bound)
            }
        }
    }

    @Test(arguments: InstructionSet.supported.map(\.name))
    func targetMayBeAnOperand(name: String) {
        InstructionSet.named(name).run {
            let tile = GuardedBuffer<Float>(count: 5 * 40)
            for place in 0..<200 { tile.elements[place] = Float(place) }
            let entries = pullback_operand_f32(base: UnsafePointer(tile.base), line: 40, lane: 1)
            pullback_multiply_add_f32(5, 37, tile.base, 40, 1, 2, entries, entries, -1, entries)
            for place in 0..<200 {
                let x = Float(place)
                #expect(tile.elements[place] == (place % 40 < 37 ? 2 * x * x - x : x))
            }
        }
    }

    @Test(arguments: InstructionSet.supported.map(\.name))
    func reductionsOfLines(name: String) {
        var random = SeededGenerator(state: 12)
        InstructionSet.named(name).run {
            for lanes in Self.lanes {
                for lines in [0, 1, 2, 10, 33] { Self.checkReductions(lines: lines, lanes, &random) }
            }
        }
    }

    private static func checkReductions(lines: Int, _ lanes: Int, _ random: inout SeededGenerator) {
        let stride = lanes + 5, count = max(0, lines - 1) * stride + lanes
        let single = GuardedBuffer<Float>(count: count), double = GuardedBuffer<Double>(count: count)
        for place in 0..<count {
            single.elements[place] = .random(in: -1...1, using: &random)
            double.elements[place] = Double(single.elements[place])
        }
        let sums = GuardedBuffer<Float>(count: lanes), wideSums = GuardedBuffer<Double>(count: lanes)
        let largest = GuardedBuffer<Float>(count: lanes), wideLargest = GuardedBuffer<Double>(count: lanes)
        for lane in 0..<lanes {
            (sums.elements[lane], wideSums.elements[lane]) = (0.5, 0.5)
            (largest.elements[lane], wideLargest.elements[lane]) = (-0.25, -0.25)
        }
        pullback_add_lines_f32(lines, lanes, sums.base, -0.5, single.base, stride)
        pullback_add_lines_f64(lines, lanes, wideSums.base, -0.5, double.base, stride)
        pullback_largest_line_f32(lines, lanes, largest.base, single.base, stride)
        pullback_largest_line_f64(lines, lanes, wideLargest.base, double.base, stride)
        for lane in 0..<lanes {
            let values = (0..<lines).map { double.elements[$0 * stride + lane] }
            let sum = values.reduce(0.5) { $0 - 0.5 * $1 }, maximum = values.reduce(-0.25) { max($0, $1) }
            #expect(abs(Double(sums.elements[lane]) - sum) <= Double(Float.ulpOfOne) * Double(lines + 1))
            #expect(wideSums.elements[lane] == sum)
            #expect(Double(largest.elements[lane]) == maximum && wideLargest.elements[lane] == maximum)
        }
    }

    @Test(arguments: InstructionSet.supported.map(\.name))
    func aNumberThatIsNoneLeavesTheTarget(name: String) {
        InstructionSet.named(name).run {
            let none = [Float](repeating: .nan, count: 37), one = [Float](repeating: 1, count: 37)
            var largest = [Float](repeating: 2, count: 37), unknown = none
            pullback_largest_line_f32(1, 37, &largest, none, 37)
            pullback_largest_line_f32(1, 37, &unknown, one, 37)
            #expect(largest.allSatisfy { $0 == 2 } && unknown.allSatisfy(\.isNaN))
        }
    }

    /// Else an entry could lie above the maximum that is taken away from it, by more than `exp` bears.
    @Test(arguments: InstructionSet.supported.map(\.name))
    func nothingIsLeftOfAProductWithoutItself(name: String) {
        var random = SeededGenerator(state: 13)
        InstructionSet.named(name).run {
            let x = (0..<50).map { _ in Float.random(in: 1...2, using: &random) * 1e5 }
            let y = (0..<50).map { _ in Float.random(in: 1...2, using: &random) * 1e5 }
            let products = zip(x, y).map { (3 * $0) * $1 }
            var rest = [Float](repeating: 1, count: 50)
            x.withUnsafeBufferPointer { x in
                y.withUnsafeBufferPointer { y in
                    products.withUnsafeBufferPointer { z in
                        func line(_ values: UnsafeBufferPointer<Float>) -> pullback_operand_f32 {
                            pullback_operand_f32(base: values.baseAddress, line: 0, lane: 1)
                        }
                        pullback_multiply_add_f32(1, 50, &rest, 50, 1, 3, line(x), line(y), -1, line(z))
                    }
                }
            }
            #expect(rest.allSatisfy { $0 == 0 }, "\(rest)")
        }
    }
}

/// Random elements of an operand, as single and as double numbers.
private struct Samples {
    let spread: ElementwiseTests.Spread
    let stride: Int
    let elements: GuardedBuffer<Float>
    let wide: GuardedBuffer<Double>

    init(
        spread: ElementwiseTests.Spread, lines: Int, lanes: Int, stride: Int, using random: inout SeededGenerator
    ) {
        self.spread = spread
        self.stride = stride
        let count =
            switch spread {
            case .entries: (lines - 1) * stride + lanes
            case .everyLine: lanes
            case .everyLane: lines
            case .one: 1
            }
        elements = GuardedBuffer(count: count)
        wide = GuardedBuffer(count: count)
        for place in 0..<count {
            elements.elements[place] = .random(in: -1...1, using: &random)
            wide.elements[place] = Double(elements.elements[place])
        }
    }

    private var strides: (line: Int, lane: Int) {
        switch spread {
        case .entries: (stride, 1)
        case .everyLine: (0, 1)
        case .everyLane: (1, 0)
        case .one: (0, 0)
        }
    }

    var single: pullback_operand_f32 {
        pullback_operand_f32(base: spread == .one ? nil : UnsafePointer(elements.base), line: strides.line, lane: strides.lane)
    }

    var double: pullback_operand_f64 {
        pullback_operand_f64(base: spread == .one ? nil : UnsafePointer(wide.base), line: strides.line, lane: strides.lane)
    }

    func value(_ line: Int, _ lane: Int) -> Double {
        spread == .one ? 1 : wide.elements[line * strides.line + lane * strides.lane]
    }
}

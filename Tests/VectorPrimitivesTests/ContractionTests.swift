import Testing
import VectorPrimitives

/// The two element types behind one spelling.
protocol ContractionElement: BinaryFloatingPoint where RawSignificand: FixedWidthInteger {
    static func contract(_ problem: ContractionProblem, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>,
                         _ c: UnsafeMutablePointer<Self>, scale: Self, accumulate: Bool,
                         scratch: UnsafeMutablePointer<Self>?)
    static func scratch(_ problem: ContractionProblem) -> Int
    static var scratchLimit: Int { get }
}

/// The sizes and strides of one contraction.
struct ContractionProblem: CustomStringConvertible {
    var m, n, k: Int
    var a: (i: Int, p: Int), b: (p: Int, j: Int), c: (i: Int, j: Int)

    var description: String { "\(m)×\(n)×\(k) a\(a) b\(b) c\(c)" }

    static func extent(_ rows: Int, _ rowStride: Int, _ columns: Int, _ columnStride: Int) -> Int {
        rows == 0 || columns == 0 ? 0 : (rows - 1) * rowStride + (columns - 1) * columnStride + 1
    }
    var aCount: Int { Self.extent(m, a.i, k, a.p) }
    var bCount: Int { Self.extent(k, b.p, n, b.j) }
    var cCount: Int { Self.extent(m, c.i, n, c.j) }
}

extension Float: ContractionElement {
    static func contract(_ problem: ContractionProblem, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
                         _ c: UnsafeMutablePointer<Float>, scale: Float, accumulate: Bool,
                         scratch: UnsafeMutablePointer<Float>?) {
        pullback_contract_f32(problem.m, problem.n, problem.k, a, problem.a.i, problem.a.p, b, problem.b.p,
                              problem.b.j, c, problem.c.i, problem.c.j, scale, accumulate, scratch,
                              a + problem.aCount, 10_000)
    }
    static func scratch(_ problem: ContractionProblem) -> Int {
        pullback_contract_scratch_f32(problem.m, problem.n, problem.k, problem.a.i, problem.a.p, problem.b.p,
                                      problem.b.j, problem.c.i, problem.c.j)
    }
    static var scratchLimit: Int { pullback_contract_scratch_limit_f32() }
}

extension Double: ContractionElement {
    static func contract(_ problem: ContractionProblem, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
                         _ c: UnsafeMutablePointer<Double>, scale: Double, accumulate: Bool,
                         scratch: UnsafeMutablePointer<Double>?) {
        pullback_contract_f64(problem.m, problem.n, problem.k, a, problem.a.i, problem.a.p, b, problem.b.p,
                              problem.b.j, c, problem.c.i, problem.c.j, scale, accumulate, scratch,
                              a + problem.aCount, 10_000)
    }
    static func scratch(_ problem: ContractionProblem) -> Int {
        pullback_contract_scratch_f64(problem.m, problem.n, problem.k, problem.a.i, problem.a.p, problem.b.p,
                                      problem.b.j, problem.c.i, problem.c.j)
    }
    static var scratchLimit: Int { pullback_contract_scratch_limit_f64() }
}

@Suite struct ContractionTests {
    /// Sizes on both sides of every vector and tile width.
    static let sizes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 16, 17, 23, 31, 32, 33, 47, 63, 64, 65, 67]

    /// Row-major, column-major, or either with gaps.
    static func layout(_ rows: Int, _ columns: Int, _ random: inout SeededGenerator) -> (Int, Int) {
        let gap = [0, 0, 1, 5].randomElement(using: &random)!
        switch Int.random(in: 0..<6, using: &random) {
        case 0, 1: return (columns + gap, 1)
        case 2, 3: return (1, rows + gap)
        case 4: return ((columns + gap) * 2, 2)
        default: return (3, (rows + gap) * 3)
        }
    }

    static func problem(_ m: Int, _ n: Int, _ k: Int, _ random: inout SeededGenerator) -> ContractionProblem {
        let a = layout(m, k, &random), b = layout(k, n, &random), c = layout(m, n, &random)
        return ContractionProblem(m: m, n: n, k: k, a: a, b: b, c: c)
    }

    /// One contraction against a triple loop in Double. C starts as NaN where it may not be read, its gaps must keep
    /// their value, and all operands end at a page that traps: what is asked for ahead lies there, and is not read.
    static func check<Element: ContractionElement>(_: Element.Type, _ problem: ContractionProblem,
                                                   _ random: inout SeededGenerator) {
        let atEnd = Bool.random(using: &random), accumulate = Bool.random(using: &random)
        let scale = [1, -0.5, 0.01].randomElement(using: &random)! as Element
        let a = GuardedBuffer<Element>(count: problem.aCount, atEnd: atEnd)
        let b = GuardedBuffer<Element>(count: problem.bCount, atEnd: atEnd)
        let c = GuardedBuffer<Element>(count: problem.cCount, atEnd: atEnd)
        for q in a.elements.indices { a.elements[q] = Element.random(in: -1...1, using: &random) }
        for q in b.elements.indices { b.elements[q] = Element.random(in: -1...1, using: &random) }
        let gap: Element = 12345
        for q in c.elements.indices { c.elements[q] = gap }
        var before = [Element](repeating: 0, count: problem.m * problem.n)
        for i in 0..<problem.m {
            for j in 0..<problem.n {
                let value = accumulate ? Element.random(in: -1...1, using: &random) : .nan
                before[i * problem.n + j] = accumulate ? value : 0
                c.elements[i * problem.c.i + j * problem.c.j] = value
            }
        }

        let needed = Element.scratch(problem)
        #expect(needed <= Element.scratchLimit, "\(problem)")
        let scratch = GuardedBuffer<Element>(count: needed, atEnd: atEnd)
        Element.contract(problem, a.base, b.base, c.base, scale: scale, accumulate: accumulate,
                         scratch: needed == 0 ? nil : scratch.base)

        var worst = 0.0
        for i in 0..<problem.m {
            for j in 0..<problem.n {
                var sum = 0.0, magnitude = 0.0
                for p in 0..<problem.k {
                    let term = Double(a.elements[i * problem.a.i + p * problem.a.p])
                        * Double(b.elements[p * problem.b.p + j * problem.b.j])
                    sum += term
                    magnitude += abs(term)
                }
                let old = Double(before[i * problem.n + j])
                let position = i * problem.c.i + j * problem.c.j
                let expected = old + Double(scale) * sum, actual = Double(c.elements[position])
                let unit = Double(Element.ulpOfOne) * (abs(old) + abs(Double(scale)) * magnitude + 1e-30)
                let error = abs(actual - expected) / unit
                worst = max(worst, error.isNaN ? .infinity : error)
                c.elements[position] = gap
            }
        }
        #expect(worst <= Double(problem.k) / 2 + 4, "\(problem): off by \(worst) units")
        #expect(c.elements.allSatisfy { $0 == gap }, "\(problem): wrote between the elements of C")
    }

    @Test(arguments: InstructionSet.supported.map(\.name))
    func smallAndOddSizes(name: String) {
        var random = SeededGenerator(state: 1)
        InstructionSet.named(name).run {
            for _ in 0..<300 {
                let m = Self.sizes.randomElement(using: &random)!, n = Self.sizes.randomElement(using: &random)!
                let k = Self.sizes.randomElement(using: &random)!
                let problem = Self.problem(m, n, k, &random)
                Self.check(Float.self, problem, &random)
                Self.check(Double.self, problem, &random)
            }
        }
    }

    /// Beyond one cache block in every direction.
    @Test(arguments: InstructionSet.supported.map(\.name))
    func severalCacheBlocks(name: String) {
        var random = SeededGenerator(state: 2)
        InstructionSet.named(name).run {
            for (m, n, k) in [(18, 521, 43), (523, 18, 43), (19, 23, 1025), (70, 270, 330), (270, 70, 330), (1_040, 31, 70)] {
                for _ in 0..<2 {
                    let problem = Self.problem(m, n, k, &random)
                    Self.check(Float.self, problem, &random)
                    Self.check(Double.self, problem, &random)
                }
            }
        }
    }

    /// The layouts that generated kernels use, rows T in 64 and one odd count.
    @Test(arguments: InstructionSet.supported.map(\.name), [(64, 4, 3), (64, 64, 10), (37, 20, 11), (128, 50, 30), (37, 803, 7)])
    func layerShapes(name: String, shape: (Int, Int, Int)) {
        let (t, k, n) = shape
        var random = SeededGenerator(state: 3)
        let problems = [
            ContractionProblem(m: t, n: n, k: k, a: (k, 1), b: (n, 1), c: (1, t)),  // forward, rows of X
            ContractionProblem(m: t, n: n, k: k, a: (1, t), b: (n, 1), c: (1, t)),  // forward, features of X
            ContractionProblem(m: k, n: n, k: t, a: (1, k), b: (1, t), c: (n, 1)),  // weight gradient
            ContractionProblem(m: k, n: n, k: t, a: (1, k), b: (1, t), c: (1, k)),  // the same, transposed
            ContractionProblem(m: t, n: k, k: n, a: (1, t), b: (1, n), c: (1, t)),  // input adjoint
        ]
        InstructionSet.named(name).run {
            for problem in problems {
                Self.check(Float.self, problem, &random)
                Self.check(Double.self, problem, &random)
            }
        }
    }

    /// A weight matrix whose rows are pages apart is packed as it streams by, in one block and in several.
    @Test(arguments: InstructionSet.supported.map(\.name), [(300, 40), (700, 1100)])
    func wideRows(name: String, shape: (Int, Int)) {
        let (n, k) = shape
        var random = SeededGenerator(state: 4)
        InstructionSet.named(name).run {
            let problem = ContractionProblem(m: 64, n: n, k: k, a: (k, 1), b: (5001, 1), c: (1, 64))
            Self.check(Float.self, problem, &random)
            Self.check(Double.self, problem, &random)
        }
    }

    @Test func nothingToAdd() {
        var c: [Float] = [1, 2, 3, 4]
        pullback_contract_f32(2, 2, 0, [0], 1, 1, [0], 1, 1, &c, 2, 1, 1, true, nil, nil, 0)
        #expect(c == [1, 2, 3, 4])
        pullback_contract_f32(0, 2, 2, [0], 1, 1, [0], 1, 1, &c, 2, 1, 1, false, nil, nil, 0)
        #expect(c == [1, 2, 3, 4])
        pullback_contract_f32(2, 2, 0, [0], 1, 1, [0], 1, 1, &c, 2, 1, 1, false, nil, nil, 0)
        #expect(c == [0, 0, 0, 0])
    }

    @Test func negativeStrides() {
        let a: [Double] = [1, 2, 3, 4], b: [Double] = [5, 6]
        var c: [Double] = [0, 0]
        var scratch = [Double](repeating: 0, count: pullback_contract_scratch_limit_f64())
        a.withUnsafeBufferPointer { a in // A read backwards: [[4, 3], [2, 1]]
            pullback_contract_f64(2, 1, 2, a.baseAddress! + 3, -2, -1, b, 1, 1, &c, 1, 1, 1, false, &scratch, nil, 0)
        }
        #expect(c == [38, 16])
    }
}

extension pullback_instruction_set {
    static func named(_ name: String) -> InstructionSet { supported.first { $0.name == name }! }
}

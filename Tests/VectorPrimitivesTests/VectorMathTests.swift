import Testing
import VectorPrimitives

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

#if arch(x86_64)
typealias Wide = Float80 // 64 bits of significand: errors in Double show to a thousandth of a unit
let wideSlack = 0.0
#else
typealias Wide = Double
let wideSlack = 1.0
#endif

struct MathFunction: Sendable, CustomTestStringConvertible {
    let name: String
    let bound: Double // of the header, in units in the last place
    let float: @convention(c) (Int, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?) -> Void
    let double: @convention(c) (Int, UnsafePointer<Double>?, UnsafeMutablePointer<Double>?) -> Void
    let exact: @Sendable (Wide) -> Wide

    var testDescription: String { name }

    static let all: [MathFunction] = [
        .init(name: "exp", bound: 1.5, float: pullback_exp_f32, double: pullback_exp_f64, exact: { exp($0) }),
        .init(name: "expm1", bound: 2.5, float: pullback_expm1_f32, double: pullback_expm1_f64, exact: { expm1($0) }),
        .init(name: "log", bound: 1, float: pullback_log_f32, double: pullback_log_f64, exact: { log($0) }),
        .init(name: "log1p", bound: 1, float: pullback_log1p_f32, double: pullback_log1p_f64, exact: { log1p($0) }),
        .init(name: "tanh", bound: 3, float: pullback_tanh_f32, double: pullback_tanh_f64, exact: { tanh($0) }),
        .init(name: "sigmoid", bound: 3, float: pullback_sigmoid_f32, double: pullback_sigmoid_f64,
              exact: { $0 >= 0 ? 1 / (1 + exp(-$0)) : exp($0) / (1 + exp($0)) }),
        .init(name: "softplus", bound: 2, float: pullback_softplus_f32, double: pullback_softplus_f64,
              exact: { $0 > 0 ? $0 + log1p(exp(-$0)) : log1p(exp($0)) }),
        .init(name: "erf", bound: 1.5, float: pullback_erf_f32, double: pullback_erf_f64, exact: { erf($0) }),
        .init(name: "sin", bound: 1, float: pullback_sin_f32, double: pullback_sin_f64, exact: { sin($0) }),
        .init(name: "cos", bound: 1, float: pullback_cos_f32, double: pullback_cos_f64, exact: { cos($0) }),
    ]
}

/// The error of `actual` in units in the last place of the exact result as the format holds it.
func error<Element: BinaryFloatingPoint>(of actual: Element, exact: Wide) -> Double {
    let rounded = Element(exact)
    if rounded.isNaN || rounded.isInfinite || actual.isNaN || actual.isInfinite {
        if rounded.isNaN && actual.isNaN || rounded == actual { return 0 }
        // Just below overflow, infinity is one unit off.
        let greatest = Element.greatestFiniteMagnitude
        return actual.isInfinite && abs(rounded) == greatest || rounded.isInfinite && abs(actual) == greatest ? 1 : .infinity
    }
    let unit = abs(Wide(rounded)) < Wide(Element.leastNormalMagnitude) ? Wide(Element.leastNonzeroMagnitude)
        : Wide(abs(rounded).ulp)
    return Double(abs(Wide(actual) - exact) / unit)
}

@Suite struct VectorMathTests {
    static let names = InstructionSet.supported.map(\.name)

    /// Every exponent and both signs with random significands, then the ranges where the functions bend.
    static func floats() -> [Float] {
        var random = SeededGenerator(state: 5), values: [Float] = []
        for exponent in UInt32(0)...255 {
            for sign in [UInt32(0), 1] {
                values.append(Float(bitPattern: sign << 31 | exponent << 23))
                for _ in 0..<60 {
                    values.append(Float(bitPattern: sign << 31 | exponent << 23 | UInt32(random.next() >> 41)))
                }
            }
        }
        for range in [1, 2, 20, 110] as [Float] {
            for _ in 0..<4000 { values.append(.random(in: -range...range, using: &random)) }
        }
        return values
    }

    static func doubles() -> [Double] {
        var random = SeededGenerator(state: 6), values: [Double] = []
        for exponent in UInt64(0)...2047 {
            for sign in [UInt64(0), 1] {
                values.append(Double(bitPattern: sign << 63 | exponent << 52))
                for _ in 0..<7 { values.append(Double(bitPattern: sign << 63 | exponent << 52 | random.next() >> 12)) }
            }
        }
        for range in [1, 2, 40, 750] as [Double] {
            for _ in 0..<4000 { values.append(.random(in: -range...range, using: &random)) }
        }
        return values
    }

    @Test(arguments: MathFunction.all, names)
    func floatError(function: MathFunction, name: String) {
        let x = Self.floats()
        var y = [Float](repeating: 0, count: x.count)
        InstructionSet.named(name).run { function.float(x.count, x, &y) }
        var worst = (error: 0.0, x: Float(0))
        for (x, y) in zip(x, y) {
            let error = error(of: y, exact: function.exact(Wide(x)))
            if error > worst.error { worst = (error, x) }
        }
        #expect(worst.error <= function.bound, "\(function.name)(\(worst.x)) is off by \(worst.error) units")
    }

    @Test(arguments: MathFunction.all, names)
    func doubleError(function: MathFunction, name: String) {
        let x = Self.doubles()
        var y = [Double](repeating: 0, count: x.count)
        InstructionSet.named(name).run { function.double(x.count, x, &y) }
        var worst = (error: 0.0, x: 0.0)
        for (x, y) in zip(x, y) {
            let error = error(of: y, exact: function.exact(Wide(x)))
            if error > worst.error { worst = (error, x) }
        }
        #expect(worst.error <= function.bound + wideSlack, "\(function.name)(\(worst.x)) is off by \(worst.error) units")
    }

    /// Annex F: infinities, NaN, zeros of both signs, the smallest and largest numbers.
    @Test(arguments: MathFunction.all, names)
    func specialValues(function: MathFunction, name: String) {
        let x: [Double] = [.infinity, -.infinity, .nan, 0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
                           .greatestFiniteMagnitude, -.greatestFiniteMagnitude, -1, 1]
        var y = x
        InstructionSet.named(name).run { function.double(x.count, x, &y) }
        for (x, y) in zip(x, y) {
            let exact = Double(function.exact(Wide(x)))
            #expect(error(of: y, exact: function.exact(Wide(x))) <= function.bound + wideSlack,
                    "\(function.name)(\(x)) gave \(y)")
            if exact == 0 && x == 0 { #expect(y.sign == exact.sign, "\(function.name)(\(x)) gave \(y)") }
        }
        let xs = x.map(Float.init)
        var ys = xs
        InstructionSet.named(name).run { function.float(xs.count, xs, &ys) }
        for (x, y) in zip(xs, ys) {
            #expect(error(of: y, exact: function.exact(Wide(x))) <= function.bound, "\(function.name)(\(x)) gave \(y)")
        }
    }

    /// Any length, in place, nothing touched beyond the array, and the same bits wherever an element stands.
    @Test(arguments: MathFunction.all, names)
    func anyLength(function: MathFunction, name: String) {
        InstructionSet.named(name).run {
            for count in 0...40 {
                let floats = GuardedBuffer<Float>(count: count), doubles = GuardedBuffer<Double>(count: count)
                for q in 0..<count {
                    floats.elements[q] = Float(q) * 0.37 + 0.1
                    doubles.elements[q] = Double(q) * 0.37 + 0.1
                }
                function.float(count, floats.base, floats.base)
                function.double(count, doubles.base, doubles.base)
                for q in 0..<count {
                    var float = Float(q) * 0.37 + 0.1, double = Double(q) * 0.37 + 0.1
                    function.float(1, [float], &float)
                    function.double(1, [double], &double)
                    #expect(floats.elements[q] == float && doubles.elements[q] == double)
                }
            }
        }
    }
}

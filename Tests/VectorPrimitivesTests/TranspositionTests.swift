import Testing
import VectorPrimitives

@Suite struct TranspositionTests {
    static let sizes = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33, 64, 65, 130]

    @Test(arguments: InstructionSet.supported.map(\.name))
    func everyElementMoves(name: String) {
        InstructionSet.named(name).run {
            for rows in Self.sizes {
                for columns in Self.sizes {
                    Self.check(rows, columns, extra: 0)
                    Self.check(rows, columns, extra: 3)
                }
            }
        }
    }

    static func check(_ rows: Int, _ columns: Int, extra: Int) {
        let sourceStride = columns + extra, resultStride = rows + extra
        let source = GuardedBuffer<Float>(count: (rows - 1) * sourceStride + columns)
        let result = GuardedBuffer<Float>(count: (columns - 1) * resultStride + rows)
        let sources = GuardedBuffer<Double>(count: source.elements.count)
        let results = GuardedBuffer<Double>(count: result.elements.count)
        for q in source.elements.indices {
            source.elements[q] = Float(q)
            sources.elements[q] = Double(q)
        }
        for q in result.elements.indices {
            result.elements[q] = -1
            results.elements[q] = -1
        }
        pullback_transpose_f32(rows, columns, source.base, sourceStride, result.base, resultStride)
        pullback_transpose_f64(rows, columns, sources.base, sourceStride, results.base, resultStride)
        var wrong = 0
        for position in result.elements.indices {
            let (c, r) = position.quotientAndRemainder(dividingBy: resultStride)
            let expected = r < rows ? r * sourceStride + c : -1
            if result.elements[position] != Float(expected) || results.elements[position] != Double(expected) {
                wrong += 1
            }
        }
        #expect(wrong == 0, "\(rows)×\(columns), strides \(sourceStride) and \(resultStride)")
    }
}

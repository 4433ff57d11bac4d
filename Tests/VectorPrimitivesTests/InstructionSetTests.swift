import Testing
import VectorPrimitives

@Suite struct InstructionSetTests {
    @Test func currentIsSupported() {
        #expect(InstructionSet.supported.contains(pullback_instruction_set_current()))
    }

    @Test func forcedSetHoldsOnlyInside() {
        let outside = pullback_instruction_set_current()
        for set in InstructionSet.supported { set.run { #expect(pullback_instruction_set_current() == set) } }
        #expect(pullback_instruction_set_current() == outside)
    }

    @Test func unsupportedSetRunsNothing() {
        #if arch(x86_64)
        let foreign = PULLBACK_INSTRUCTION_SET_NEON
        #else
        let foreign = PULLBACK_INSTRUCTION_SET_AVX2
        #endif
        let ran = pullback_with_instruction_set(foreign, { _ in fatalError("ran") }, nil)
        #expect(!ran)
    }

    @Test func measuredRatesArePlausible() {
        #expect(pullback_peak_flops_f32(0.001) > 1e8)
        #expect(pullback_peak_flops_f64(0.001) > 1e8)
        #expect(pullback_read_bandwidth(1 << 20) > 1e8)
    }
}

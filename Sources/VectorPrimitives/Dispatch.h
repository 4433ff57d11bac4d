// The table of one function's instances, indexed by pullback_instruction_set, and the call through it.
#ifndef PULLBACK_DISPATCH_H
#define PULLBACK_DISPATCH_H

#include "InstructionSet.h"

#if defined(__x86_64__)
#define PULLBACK_INSTANCES(base, suffix)                                                                             \
    {                                                                                                                \
        [PULLBACK_INSTRUCTION_SET_SSE2] = pullback_##base##_sse2_##suffix,                                           \
        [PULLBACK_INSTRUCTION_SET_AVX2] = pullback_##base##_avx2_##suffix,                                           \
        [PULLBACK_INSTRUCTION_SET_AVX512] = pullback_##base##_avx512_##suffix,                                       \
    }
#elif defined(__aarch64__)
#define PULLBACK_INSTANCES(base, suffix) {[PULLBACK_INSTRUCTION_SET_NEON] = pullback_##base##_neon_##suffix}
#else
#define PULLBACK_INSTANCES(base, suffix) {[PULLBACK_INSTRUCTION_SET_GENERIC] = pullback_##base##_generic_##suffix}
#endif

/// `return PULLBACK_DISPATCH(sum, f32, n, x);` calls pullback_sum_<set>_f32(n, x). All instances share one type.
#if defined(__x86_64__)
#define PULLBACK_FIRST_INSTANCE(base, suffix) pullback_##base##_sse2_##suffix
#elif defined(__aarch64__)
#define PULLBACK_FIRST_INSTANCE(base, suffix) pullback_##base##_neon_##suffix
#else
#define PULLBACK_FIRST_INSTANCE(base, suffix) pullback_##base##_generic_##suffix
#endif

#define PULLBACK_DISPATCH(base, suffix, ...)                                                                         \
    ({                                                                                                               \
        static __typeof__(PULLBACK_FIRST_INSTANCE(base, suffix)) *const instances[PULLBACK_INSTRUCTION_SET_COUNT]    \
            = PULLBACK_INSTANCES(base, suffix);                                                                      \
        instances[pullback_instruction_set_current()](__VA_ARGS__);                                                  \
    })

#endif

// Which vector instructions run: chosen once per process, at the first call, from what processor and system support.
#ifndef PULLBACK_INSTRUCTION_SET_H
#define PULLBACK_INSTRUCTION_SET_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Ordered within one architecture: a larger value is a wider set.
typedef enum {
    PULLBACK_INSTRUCTION_SET_SSE2 = 0,    // x86-64 baseline: 128 bits, no fused multiply-add
    PULLBACK_INSTRUCTION_SET_AVX2 = 1,    // 256 bits, AVX2 and FMA
    PULLBACK_INSTRUCTION_SET_AVX512 = 2,  // 512 bits, AVX-512 F, DQ, VL, BW
    PULLBACK_INSTRUCTION_SET_NEON = 3,    // arm64 baseline: 128 bits with fused multiply-add
    PULLBACK_INSTRUCTION_SET_GENERIC = 4, // any other processor: 128-bit vectors as the compiler lowers them
} pullback_instruction_set;

/// How many values the enumeration has, and so the most that can be supported at once.
#define PULLBACK_INSTRUCTION_SET_COUNT 5

/// The set that calls on this thread use: the widest supported one, or a narrower one when the environment variable
/// PULLBACK_INSTRUCTION_SET (sse2, avx2, avx512, neon or generic) names it. A name that is unknown or not supported
/// changes nothing but is named on standard error.
pullback_instruction_set pullback_instruction_set_current(void);

/// Writes the sets this machine can run, narrowest first, and returns how many there are.
size_t pullback_instruction_sets_supported(pullback_instruction_set sets[PULLBACK_INSTRUCTION_SET_COUNT]);

/// The name the environment variable uses.
const char *pullback_instruction_set_name(pullback_instruction_set set);

/// Runs `body(context)` with `set` in force on this thread only (threads of a pool keep the process's choice).
/// Returns false, and runs nothing, when the machine does not support the set.
bool pullback_with_instruction_set(pullback_instruction_set set, void (*body)(void *context), void *context);

#ifdef __cplusplus
}
#endif

#endif

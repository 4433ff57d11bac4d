#include "InstructionSet.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[PULLBACK_INSTRUCTION_SET_COUNT] = {"sse2", "avx2", "avx512", "neon", "generic"};

// -1 until chosen. Two threads may both choose: they reach the same answer.
static atomic_int chosen = -1;

// -1 outside `pullback_with_instruction_set`.
static _Thread_local int forced = -1;

static bool supported(pullback_instruction_set set) {
#if defined(__x86_64__)
    // The builtin also checks that the operating system saves the wide registers.
    switch (set) {
    case PULLBACK_INSTRUCTION_SET_SSE2: return true;
    case PULLBACK_INSTRUCTION_SET_AVX2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case PULLBACK_INSTRUCTION_SET_AVX512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")
            && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw")
            && __builtin_cpu_supports("fma");
    default: return false;
    }
#elif defined(__aarch64__)
    return set == PULLBACK_INSTRUCTION_SET_NEON;
#else
    return set == PULLBACK_INSTRUCTION_SET_GENERIC;
#endif
}

size_t pullback_instruction_sets_supported(pullback_instruction_set sets[PULLBACK_INSTRUCTION_SET_COUNT]) {
    size_t count = 0;
    for (int set = 0; set < PULLBACK_INSTRUCTION_SET_COUNT; set++)
        if (supported((pullback_instruction_set)set)) sets[count++] = (pullback_instruction_set)set;
    return count;
}

const char *pullback_instruction_set_name(pullback_instruction_set set) {
    return names[set];
}

static int choose(void) {
    pullback_instruction_set sets[PULLBACK_INSTRUCTION_SET_COUNT];
    size_t count = pullback_instruction_sets_supported(sets);
    int choice = (int)sets[count - 1];
    const char *wanted = getenv("PULLBACK_INSTRUCTION_SET");
    bool found = !wanted || !*wanted;
    for (size_t each = 0; wanted && each < count; each++) {
        if (strcmp(wanted, names[sets[each]]) != 0) continue;
        choice = (int)sets[each];
        found = true;
    }
    int none = -1;
    // Of several threads that come here at once, one speaks.
    if (atomic_compare_exchange_strong(&chosen, &none, choice) && !found)
        fprintf(stderr, "warning: PULLBACK_INSTRUCTION_SET is \"%s\", which this machine does not have; it uses %s\n", wanted,
                names[choice]);
    return choice;
}

pullback_instruction_set pullback_instruction_set_current(void) {
    if (forced >= 0) return (pullback_instruction_set)forced;
    int choice = atomic_load_explicit(&chosen, memory_order_relaxed);
    return (pullback_instruction_set)(choice >= 0 ? choice : choose());
}

bool pullback_with_instruction_set(pullback_instruction_set set, void (*body)(void *context), void *context) {
    if (!supported(set)) return false;
    int outer = forced;
    forced = (int)set;
    body(context);
    forced = outer;
    return true;
}

#include "MeasuredRates.h"

#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "Dispatch.h"
#include "Reduction.h"

#define BODY "MeasuredRates.body.h"
#include "Instantiate.h"

static double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

// Short runs, and the best of them: what the machine can do, not what its other work left over.
#define PULLBACK_PEAK(suffix, element)                                                                               \
    double pullback_peak_flops_##suffix(double seconds) {                                                            \
        const ptrdiff_t rounds = 100000;                                                                             \
        const double end = seconds_now() + seconds;                                                                  \
        volatile element sink;                                                                                       \
        double best = 0, now;                                                                                        \
        do {                                                                                                         \
            const double start = seconds_now();                                                                      \
            const double operations = PULLBACK_DISPATCH(multiply_adds, suffix, rounds, &sink);                       \
            now = seconds_now();                                                                                     \
            if (operations / (now - start) > best) best = operations / (now - start);                                \
        } while (now < end);                                                                                         \
        return best;                                                                                                 \
    }

PULLBACK_PEAK(f32, float)
PULLBACK_PEAK(f64, double)

double pullback_read_bandwidth(size_t bytes) {
    const size_t count = bytes / sizeof(float) > 0 ? bytes / sizeof(float) : 1;
    float *buffer = malloc(count * sizeof(float));
    if (!buffer) return 0;
    // Written first: pages never touched would all be read from one page of zeros.
    for (size_t q = 0; q < count; q++) buffer[q] = (float)(q & 1);
    const size_t passes = ((size_t)1 << 22) / count + 1; // small buffers: enough work for the clock
    volatile float sink;
    double best = 0;
    for (int run = 0; run < 6; run++) {
        const double start = seconds_now();
        for (size_t pass = 0; pass < passes; pass++) sink = pullback_sum_f32(count, buffer);
        const double rate = (double)(passes * count * sizeof(float)) / (seconds_now() - start);
        if (run > 0 && rate > best) best = rate;
    }
    (void)sink;
    free(buffer);
    return best;
}

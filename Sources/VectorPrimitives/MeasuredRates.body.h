// The multiply-adds that `pullback_peak_flops` times.

#ifndef PULLBACK_MEASURED_RATES_COMMON
#define PULLBACK_MEASURED_RATES_COMMON
#define CHAINS 12 // latency times units on processors of the last ten years is 8 to 10
#endif

/// `rounds` × CHAINS × LANES multiply-adds; returns how many operations that is. The sum of the chains goes to `sink`
/// so that they are not optimised away.
static TARGET double NAME(multiply_adds)(ptrdiff_t rounds, volatile ELEMENT *sink) {
    // x ← 0.999·x + 0.001 stays near 1: no denormals, no overflow.
    const vector factor = splat((ELEMENT)0.999), term = splat((ELEMENT)0.001);
    vector chain[CHAINS];
    UNROLL for (int each = 0; each < CHAINS; each++) chain[each] = splat((ELEMENT)(each + 1));
    for (ptrdiff_t round = 0; round < rounds; round++)
        UNROLL for (int each = 0; each < CHAINS; each++) chain[each] = chain[each] * factor + term;
    vector sum = chain[0];
    UNROLL for (int each = 1; each < CHAINS; each++) sum += chain[each];
    *sink = sum[0];
    return 2.0 * (double)rounds * CHAINS * LANES;
}

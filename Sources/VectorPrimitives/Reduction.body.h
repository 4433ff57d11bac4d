// Sum, dot product and maximum over 256 bytes of accumulators.

#define fold_sum NAME(fold_sum)
#define accumulate NAME(accumulate)

#ifndef PULLBACK_REDUCTION_COMMON
#define PULLBACK_REDUCTION_COMMON
#define ACCUMULATOR_BYTES 256
#define WIDTH (ACCUMULATOR_BYTES / (ELEMENT_BITS / 8))
#define VECTORS (ACCUMULATOR_BYTES / VECTOR_BYTES)
#endif

/// The sum of all lanes: halves are added up, of the accumulators first and of the lanes of the last one then. That is the
/// same order whatever the length of a vector.
INLINE TARGET ELEMENT fold_sum(vector sum[VECTORS]) {
    UNROLL for (int half = VECTORS / 2; half > 0; half /= 2)
        UNROLL for (int v = 0; v < half; v++) sum[v] += sum[v + half];
    ELEMENT each[LANES];
    memcpy(each, &sum[0], sizeof each);
    UNROLL for (int half = LANES / 2; half > 0; half /= 2)
        UNROLL for (int l = 0; l < half; l++) each[l] += each[l + half];
    return each[0];
}

/// Σ x, or Σ x·y where there is a y. What is left after whole rounds of the accumulators goes to those it would belong to.
INLINE TARGET ELEMENT accumulate(size_t n, const ELEMENT *x, const ELEMENT *y) {
    vector sum[VECTORS] = {0};
    size_t q = 0;
    for (; q + WIDTH <= n; q += WIDTH)
        UNROLL for (int v = 0; v < VECTORS; v++) {
            const size_t at = q + v * LANES;
            sum[v] = y ? sum[v] + load(x + at) * load(y + at) : sum[v] + load(x + at);
        }
    UNROLL for (int v = 0; v < VECTORS; v++) {
        const size_t at = q + v * LANES;
        if (at >= n) break;
        const ptrdiff_t left = n - at < LANES ? (ptrdiff_t)(n - at) : LANES;
        sum[v] = y ? sum[v] + load_first(x + at, left) * load_first(y + at, left) : sum[v] + load_first(x + at, left);
    }
    return fold_sum(sum);
}

static TARGET ELEMENT NAME(sum)(size_t n, const ELEMENT *x) { return accumulate(n, x, NULL); }

static TARGET ELEMENT NAME(dot)(size_t n, const ELEMENT *x, const ELEMENT *y) { return accumulate(n, x, y); }

static TARGET ELEMENT NAME(max)(size_t n, const ELEMENT *x) {
    vector largest[VECTORS];
    vector_bits unordered = {0};
    UNROLL for (int v = 0; v < VECTORS; v++) largest[v] = splat(-(ELEMENT)INFINITY);
    size_t q = 0;
    for (; q + WIDTH <= n; q += WIDTH)
        UNROLL for (int v = 0; v < VECTORS; v++) {
            vector value = load(x + q + v * LANES);
            largest[v] = select(value > largest[v], value, largest[v]);
            unordered |= value != value;
        }
    ELEMENT each[WIDTH];
    memcpy(each, largest, sizeof each);
    ELEMENT result = -(ELEMENT)INFINITY;
    for (int w = 0; w < WIDTH; w++) result = each[w] > result ? each[w] : result;
    for (; q < n; q++) {
        if (x[q] != x[q]) return x[q];
        result = x[q] > result ? x[q] : result;
    }
    for (int l = 0; l < LANES; l++)
        if (unordered[l]) return (ELEMENT)NAN;
    return result;
}

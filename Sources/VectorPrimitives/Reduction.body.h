// Sum, dot product and maximum over 256 bytes of accumulators.

#define fold_sum NAME(fold_sum)

#ifndef PULLBACK_REDUCTION_COMMON
#define PULLBACK_REDUCTION_COMMON
#define ACCUMULATOR_BYTES 256
#define WIDTH (ACCUMULATOR_BYTES / (ELEMENT_BITS / 8))
#define VECTORS (ACCUMULATOR_BYTES / VECTOR_BYTES)
#endif

INLINE TARGET ELEMENT fold_sum(const vector *sum, const ELEMENT *tail_x, const ELEMENT *tail_y, ptrdiff_t tail) {
    ELEMENT each[WIDTH];
    memcpy(each, sum, sizeof each);
    for (ptrdiff_t q = 0; q < tail; q++) each[q] += tail_y ? tail_x[q] * tail_y[q] : tail_x[q];
    UNROLL for (int half = WIDTH / 2; half > 0; half /= 2)
        UNROLL for (int w = 0; w < half; w++) each[w] += each[w + half];
    return each[0];
}

static TARGET ELEMENT NAME(sum)(size_t n, const ELEMENT *x) {
    vector sum[VECTORS] = {0};
    size_t q = 0;
    for (; q + WIDTH <= n; q += WIDTH)
        UNROLL for (int v = 0; v < VECTORS; v++) sum[v] += load(x + q + v * LANES);
    return fold_sum(sum, x + q, NULL, (ptrdiff_t)(n - q));
}

static TARGET ELEMENT NAME(dot)(size_t n, const ELEMENT *x, const ELEMENT *y) {
    vector sum[VECTORS] = {0};
    size_t q = 0;
    for (; q + WIDTH <= n; q += WIDTH)
        UNROLL for (int v = 0; v < VECTORS; v++) sum[v] += load(x + q + v * LANES) * load(y + q + v * LANES);
    return fold_sum(sum, x + q, y + q, (ptrdiff_t)(n - q));
}

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

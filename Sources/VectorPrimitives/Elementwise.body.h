// Elementwise maps and reductions of lines, for one instance (see Instantiate.h).

#define operand PULLBACK_OPERAND(SUFFIX)
#define part_of NAME(part_of)
#define larger NAME(larger)
#define map_line NAME(map_line)
#define map_lines NAME(map_lines)
#define fold_vectors NAME(fold_vectors)
#define fold_lines NAME(fold_lines)

#ifndef PULLBACK_ELEMENTWISE_COMMON
#define PULLBACK_ELEMENTWISE_COMMON
#define PULLBACK_OPERAND_(suffix) pullback_operand_##suffix
#define PULLBACK_OPERAND(suffix) PULLBACK_OPERAND_(suffix)
typedef enum { PULLBACK_ADD, PULLBACK_LARGEST } pullback_fold;
// Vectors that a reduction keeps in registers while it goes from line to line.
#define FOLDED_VECTORS 8
#endif

/// LANES elements, or the first `count` of them.
INLINE TARGET vector part_of(const ELEMENT *address, const bool whole, ptrdiff_t count) {
    return whole ? load(address) : load_first(address, count);
}

// MARK: Maps

/// Each operation is rounded by itself, as in a loop that computes one of the operands another way: where `z` is the rounded
/// product, the difference is 0, and a maximum stays the largest.
/// - x_repeats and so on: whether the operand has one number for the line.
INLINE TARGET void map_line(const bool x_repeats, const bool y_repeats, const bool z_repeats, ptrdiff_t lanes,
                            ELEMENT *target, ELEMENT scale, ELEMENT alpha, const ELEMENT *x, const ELEMENT *y,
                            ELEMENT beta, const ELEMENT *z) {
#pragma STDC FP_CONTRACT OFF
    const vector s = splat(scale), a = splat(alpha), b = splat(beta), by_y = splat(*y);
    const vector ax = x_repeats ? a * splat(*x) : a, bz = z_repeats ? b * splat(*z) : b;
#define PULLBACK_VALUE(whole)                                                                                        \
    (s * ((x_repeats ? ax : ax * part_of(x + i, whole, lanes - i))                                                   \
              * (y_repeats ? by_y : part_of(y + i, whole, lanes - i))                                                \
          + (z_repeats ? bz : bz * part_of(z + i, whole, lanes - i))))
    ptrdiff_t i = 0;
    for (; i + LANES <= lanes; i += LANES) store(target + i, PULLBACK_VALUE(true));
    if (i < lanes) store_first(target + i, PULLBACK_VALUE(false), lanes - i);
#undef PULLBACK_VALUE
}

INLINE TARGET void map_lines(const bool x_repeats, const bool y_repeats, const bool z_repeats, ptrdiff_t lines,
                             ptrdiff_t lanes, ELEMENT *target, ptrdiff_t target_line, ELEMENT scale,
                             ELEMENT alpha, operand x, operand y, ELEMENT beta, operand z) {
    for (; lines > 0; lines--) {
        map_line(x_repeats, y_repeats, z_repeats, lanes, target, scale, alpha, x.base, y.base, beta, z.base);
        target += target_line;
        x.base += x.line;
        y.base += y.line;
        z.base += z.line;
    }
}

static TARGET void NAME(multiply_add)(ptrdiff_t lines, ptrdiff_t lanes, ELEMENT *target, ptrdiff_t target_line,
                                      ELEMENT scale, ELEMENT alpha, operand x, operand y, ELEMENT beta, operand z) {
    static const ELEMENT one = 1;
    const operand ones = {&one, 0, 0};
    if (!x.base) x = ones;
    if (!y.base) y = ones;
    if (!z.base) z = ones;
#define PULLBACK_MAP(x_repeats, y_repeats, z_repeats)                                                                \
    map_lines(x_repeats, y_repeats, z_repeats, lines, lanes, target, target_line, scale, alpha, x, y, beta, z)
    switch ((x.lane ? 0 : 4) + (y.lane ? 0 : 2) + (z.lane ? 0 : 1)) {
    case 0: PULLBACK_MAP(false, false, false); break;
    case 1: PULLBACK_MAP(false, false, true); break;
    case 2: PULLBACK_MAP(false, true, false); break;
    case 3: PULLBACK_MAP(false, true, true); break;
    case 4: PULLBACK_MAP(true, false, false); break;
    case 5: PULLBACK_MAP(true, false, true); break;
    case 6: PULLBACK_MAP(true, true, false); break;
    default: PULLBACK_MAP(true, true, true); break;
    }
#undef PULLBACK_MAP
}

// MARK: Reductions

/// Lane by lane, as processors compare: `y` where one of them is NaN.
INLINE TARGET vector larger(vector x, vector y) {
    UNROLL for (int lane = 0; lane < LANES; lane++) y[lane] = x[lane] > y[lane] ? x[lane] : y[lane];
    return y;
}

/// Some vectors side by side, all lines of them.
/// - scale: for a sum alone.
INLINE TARGET void fold_vectors(const pullback_fold fold, const int vectors, const bool whole, ptrdiff_t count,
                                ptrdiff_t lines, ELEMENT *target, vector scale, const ELEMENT *x, ptrdiff_t x_line) {
#pragma STDC FP_CONTRACT OFF
    vector folded[FOLDED_VECTORS];
    UNROLL for (int v = 0; v < vectors; v++) folded[v] = part_of(target + v * LANES, whole, count);
    for (; lines > 0; lines--, x += x_line)
        UNROLL for (int v = 0; v < vectors; v++) {
            const vector value = part_of(x + v * LANES, whole, count);
            folded[v] = fold == PULLBACK_ADD ? folded[v] + scale * value : larger(value, folded[v]);
        }
    UNROLL for (int v = 0; v < vectors; v++) {
        if (whole) store(target + v * LANES, folded[v]);
        else store_first(target + v * LANES, folded[v], count);
    }
}

INLINE TARGET void fold_lines(const pullback_fold fold, ptrdiff_t lines, ptrdiff_t lanes, ELEMENT *target,
                              ELEMENT factor, const ELEMENT *x, ptrdiff_t x_line) {
    const vector scale = splat(factor);
    ptrdiff_t i = 0;
    for (; i + FOLDED_VECTORS * LANES <= lanes; i += FOLDED_VECTORS * LANES)
        fold_vectors(fold, FOLDED_VECTORS, true, LANES, lines, target + i, scale, x + i, x_line);
    for (; i + 2 * LANES <= lanes; i += 2 * LANES)
        fold_vectors(fold, 2, true, LANES, lines, target + i, scale, x + i, x_line);
    for (; i + LANES <= lanes; i += LANES) fold_vectors(fold, 1, true, LANES, lines, target + i, scale, x + i, x_line);
    if (i < lanes) fold_vectors(fold, 1, false, lanes - i, lines, target + i, scale, x + i, x_line);
}

static TARGET void NAME(add_lines)(ptrdiff_t lines, ptrdiff_t lanes, ELEMENT *target, ELEMENT scale, const ELEMENT *x,
                                   ptrdiff_t x_line) {
    fold_lines(PULLBACK_ADD, lines, lanes, target, scale, x, x_line);
}

static TARGET void NAME(largest_line)(ptrdiff_t lines, ptrdiff_t lanes, ELEMENT *target, const ELEMENT *x,
                                      ptrdiff_t x_line) {
    fold_lines(PULLBACK_LARGEST, lines, lanes, target, 1, x, x_line);
}

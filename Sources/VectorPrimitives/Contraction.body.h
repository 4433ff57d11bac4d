// Orientation: which dimension runs along the lanes, and by which of the two methods. Then the one that is chosen.

#include "TransposeUnit.h"
#include "MicroKernel.body.h"
#include "Packing.body.h"

#define oriented NAME(oriented)
#define outer_cycles NAME(outer_cycles)
#define inner_cycles NAME(inner_cycles)
#define orient NAME(orient)
#define aligned_scratch NAME(aligned_scratch)

#ifndef PULLBACK_CONTRACTION_COMMON
#define PULLBACK_CONTRACTION_COMMON
#define ALIGNMENT 64
#define PULLBACK_BLOCKS(total, block) (((total) + (block) - 1) / (block))

// A block of `total` of at most `widest`, a multiple of `unit`, such that all blocks are about as large.
static inline ptrdiff_t pullback_even_block(ptrdiff_t total, ptrdiff_t widest, ptrdiff_t unit) {
    widest = widest < unit ? unit : widest / unit * unit;
    const ptrdiff_t steps = PULLBACK_BLOCKS(total, widest);
    return PULLBACK_BLOCKS(PULLBACK_BLOCKS(total, steps), unit) * unit;
}
#endif

/// The problem once it is decided what runs along the lanes. The lane operand's dimension is i or j; the other
/// dimension is that of the columns.
typedef struct {
    ptrdiff_t lanes, columns, depth;
    const ELEMENT *lane;
    ptrdiff_t lane_l, lane_p;
    const ELEMENT *broadcast;
    ptrdiff_t broadcast_r, broadcast_p;
    ELEMENT *c;
    ptrdiff_t c_l, c_r;
    ELEMENT scale;
    bool accumulate;
    const void *next;       // what the caller reads next
    ptrdiff_t next_bytes;
    bool inner;             // vectors run along p instead, in both operands
} oriented;

INLINE TARGET ELEMENT *aligned_scratch(ELEMENT *scratch) {
    return (ELEMENT *)(((uintptr_t)scratch + ALIGNMENT - 1) & ~(uintptr_t)(ALIGNMENT - 1));
}

#include "OuterProduct.body.h"
#include "InnerProduct.body.h"

// Rough counts of cycles, only to compare the ways to do the same.

INLINE TARGET ptrdiff_t outer_cycles(const oriented *way) {
    ptrdiff_t multiply_adds = PULLBACK_BLOCKS(way->lanes, LANES) * way->columns * way->depth / 2;
    ptrdiff_t copying = packs_lanes_in_place(way->columns) ? way->lanes * way->depth / 6 : 0;
    ptrdiff_t packing = way->lane_l == 1 ? copying : way->lanes * way->depth / 3;
    ptrdiff_t storing = way->c_l == 1 ? 0 : way->lanes * way->columns / (way->c_r == 1 ? 2 : 1);
    return multiply_adds + packing + storing;
}

INLINE TARGET ptrdiff_t inner_cycles(const oriented *way) {
    ptrdiff_t multiply_adds = way->lanes * way->columns * PULLBACK_BLOCKS(way->depth, LANES) / 2;
    ptrdiff_t packing = way->broadcast_p == 1 ? 0 : way->columns * way->depth / 2;
    ptrdiff_t folding = way->lanes * way->columns * 4 / 3 + (way->c_l == 1 ? 0 : way->lanes * way->columns);
    return multiply_adds + packing + folding;
}

INLINE TARGET oriented orient(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const ELEMENT *a, ptrdiff_t a_i, ptrdiff_t a_p,
                              const ELEMENT *b, ptrdiff_t b_p, ptrdiff_t b_j, ELEMENT *c, ptrdiff_t c_i,
                              ptrdiff_t c_j, ELEMENT scale, bool accumulate, const void *next, size_t next_bytes) {
    const ptrdiff_t bytes = (ptrdiff_t)next_bytes;
    oriented along_i = {m, n, k, a, a_i, a_p, b, b_j, b_p, c, c_i, c_j, scale, accumulate, next, bytes, false};
    oriented along_j = {n, m, k, b, b_j, b_p, a, a_i, a_p, c, c_j, c_i, scale, accumulate, next, bytes, false};
    oriented best = along_i;
    ptrdiff_t fewest = outer_cycles(&along_i), cycles = outer_cycles(&along_j);
    if (cycles < fewest) { best = along_j; fewest = cycles; }
    along_i.inner = along_j.inner = true;
    if (a_p == 1 && (cycles = inner_cycles(&along_i)) < fewest) { best = along_i; fewest = cycles; }
    if (b_p == 1 && (cycles = inner_cycles(&along_j)) < fewest) best = along_j;
    return best;
}

static TARGET void NAME(contract)(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const ELEMENT *a, ptrdiff_t a_i, ptrdiff_t a_p,
                            const ELEMENT *b, ptrdiff_t b_p, ptrdiff_t b_j, ELEMENT *c, ptrdiff_t c_i, ptrdiff_t c_j,
                            ELEMENT scale, bool accumulate, ELEMENT *scratch, const void *next, size_t next_bytes) {
    if (m <= 0 || n <= 0) return;
    const oriented problem =
        orient(m, n, k, a, a_i, a_p, b, b_p, b_j, c, c_i, c_j, scale, accumulate, next, next_bytes);
    if (problem.inner) contract_inner(&problem, scratch);
    else contract_outer(&problem, scratch);
}

static TARGET size_t NAME(contract_scratch)(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, ptrdiff_t a_i, ptrdiff_t a_p,
                                      ptrdiff_t b_p, ptrdiff_t b_j, ptrdiff_t c_i, ptrdiff_t c_j) {
    if (m <= 0 || n <= 0) return 0;
    const oriented problem = orient(m, n, k, NULL, a_i, a_p, NULL, b_p, b_j, NULL, c_i, c_j, 1, false, NULL, 0);
    if (problem.inner) return contract_inner_scratch(&problem);
    return contract_outer_scratch(&problem);
}

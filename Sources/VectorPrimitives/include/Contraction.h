// Contraction of two matrices given by arbitrary strides: the multiply of every layer, forward and backward.
//
//     C(i,j) = [C(i,j) +] scale · Σ_p A(i,p) · B(p,j)        i < m, j < n, p < k
//
// Element A(i,p) is a[i·a_i + p·a_p], B(p,j) is b[p·b_p + j·b_j], C(i,j) is c[i·c_i + j·c_j]. Any stride may be any
// number, negative ones included; C must not overlap A or B, nor itself.
//
// The method is that of K. Goto and R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS 34(3),
// 2008, and of F. Van Zee and R. van de Geijn, "BLIS", ACM TOMS 41(3), 2015: a micro-kernel that keeps one register
// tile of C, around it loops that block k, m and n for the caches, and operands packed into panels. It differs where
// layers differ from square matrices: vector lanes run along i, j or p, whichever costs least; an operand that is already
// contiguous in the lanes is used where it lies; and the other dimension has a micro-kernel for every remainder.
//
// Which lane adds what, and so the rounding, depends on the sizes, the strides and the instruction set, on nothing
// else: equal calls give equal bits. With k = 0 the sum is 0. Without `accumulate`, C is never read.
#ifndef PULLBACK_CONTRACTION_H
#define PULLBACK_CONTRACTION_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// `scratch` holds at least the number of elements that `pullback_contract_scratch_f32` gives for these sizes and
/// strides; it may be null where that is 0. The `next_bytes` bytes at `next` are what the caller will read after that: the
/// cache is asked for them meanwhile, where there is time for it. They need not be there.
void pullback_contract_f32(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k,
                           const float *a, ptrdiff_t a_i, ptrdiff_t a_p,
                           const float *b, ptrdiff_t b_p, ptrdiff_t b_j,
                           float *c, ptrdiff_t c_i, ptrdiff_t c_j,
                           float scale, bool accumulate, float *scratch, const void *next, size_t next_bytes);

void pullback_contract_f64(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k,
                           const double *a, ptrdiff_t a_i, ptrdiff_t a_p,
                           const double *b, ptrdiff_t b_p, ptrdiff_t b_j,
                           double *c, ptrdiff_t c_i, ptrdiff_t c_j,
                           double scale, bool accumulate, double *scratch, const void *next, size_t next_bytes);

/// Scratch elements for one call: cache-block panels, never whole matrices, so bounded whatever the sizes
/// (`pullback_contract_scratch_limit_f32`). It depends on the instruction set in force on the calling thread.
size_t pullback_contract_scratch_f32(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k,
                                     ptrdiff_t a_i, ptrdiff_t a_p, ptrdiff_t b_p, ptrdiff_t b_j,
                                     ptrdiff_t c_i, ptrdiff_t c_j);

size_t pullback_contract_scratch_f64(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k,
                                     ptrdiff_t a_i, ptrdiff_t a_p, ptrdiff_t b_p, ptrdiff_t b_j,
                                     ptrdiff_t c_i, ptrdiff_t c_j);

/// Scratch elements that are enough for any call, with any instruction set.
size_t pullback_contract_scratch_limit_f32(void);
size_t pullback_contract_scratch_limit_f64(void);

#ifdef __cplusplus
}
#endif

#endif

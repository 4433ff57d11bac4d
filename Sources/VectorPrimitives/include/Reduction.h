// Reductions of a contiguous array to one number, in an order that does not depend on the instruction set.
//
// Element q goes to accumulator q mod W, in order of q, W = 64 for float and 32 for double; then the accumulators are
// folded by halves: w with w + W/2, then w with w + W/4, and so on. So the rounding error grows with n/W + log2 W, not
// with n, equal calls give equal bits, and for sum and max every instruction set gives the same bits. dot rounds each
// product before adding it where the set has no fused multiply-add (SSE2).
#ifndef PULLBACK_REDUCTION_H
#define PULLBACK_REDUCTION_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Σ x[q]; 0 when n is 0.
float pullback_sum_f32(size_t n, const float *x);
double pullback_sum_f64(size_t n, const double *x);

/// Σ x[q] · y[q]; 0 when n is 0.
float pullback_dot_f32(size_t n, const float *x, const float *y);
double pullback_dot_f64(size_t n, const double *x, const double *y);

/// The largest x[q]; NaN when any of them is; −∞ when n is 0.
float pullback_max_f32(size_t n, const float *x);
double pullback_max_f64(size_t n, const double *x);

#ifdef __cplusplus
}
#endif

#endif

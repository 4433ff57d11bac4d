// Mathematical functions over contiguous arrays: y[q] = f(x[q]) for q < n.
//
// In place (y == x) is allowed; any other overlap is not. Every element is computed alike, wherever it stands in the
// array, so the result does not depend on how an array is split. Infinities, NaN, zeros of both signs, denormal
// arguments and denormal results follow C99 Annex F; floating-point exception flags are not part of the contract.
// Rounding to nearest is assumed.
//
// The bounds are errors in units in the last place (ULP) of the exact result, over the whole range of arguments; the
// tests sweep every exponent against a wider type. They hold for every instruction set, though without fused
// multiply-add (SSE2) the bits may differ.
//
//                 float   double  domain
//     exp          1.5     1.5     all
//     expm1        2.5     2.5     all
//     log          1       1       x < 0 gives NaN, 0 gives −∞
//     log1p        1       1       x < −1 gives NaN, −1 gives −∞
//     tanh         3       3       all
//     sigmoid      3       3       all; 1 / (1 + exp(−x)), accurate in both tails
//     softplus     2       2       all; log(1 + exp x), accurate in both tails, never overflows
//     erf          1.5     1.5     all
//     sin, cos     those of the C library, which computes them one element at a time
//
// Sources of the methods: W. J. Cody and W. Waite, "Software Manual for the Elementary Functions", 1980 (argument
// reduction by a constant in two parts); P. T. P. Tang, "Table-driven implementation of the expm1 function", ACM TOMS
// 18(2), 1992 (recombination of expm1); K. C. Ng's logarithm in s = f/(2 + f), Sun fdlibm, 1993; E. Remez's exchange
// algorithm, 1934, with which this project computed its own coefficients (weighted to the relative error of the
// function); N. Juffa's observation that log(erfc x) is nearly a polynomial, so erf = 1 − exp(polynomial).
#ifndef PULLBACK_VECTOR_MATH_H
#define PULLBACK_VECTOR_MATH_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

void pullback_exp_f32(size_t n, const float *x, float *y);
void pullback_exp_f64(size_t n, const double *x, double *y);
void pullback_expm1_f32(size_t n, const float *x, float *y);
void pullback_expm1_f64(size_t n, const double *x, double *y);
void pullback_log_f32(size_t n, const float *x, float *y);
void pullback_log_f64(size_t n, const double *x, double *y);
void pullback_log1p_f32(size_t n, const float *x, float *y);
void pullback_log1p_f64(size_t n, const double *x, double *y);
void pullback_tanh_f32(size_t n, const float *x, float *y);
void pullback_tanh_f64(size_t n, const double *x, double *y);
void pullback_sigmoid_f32(size_t n, const float *x, float *y);
void pullback_sigmoid_f64(size_t n, const double *x, double *y);
void pullback_softplus_f32(size_t n, const float *x, float *y);
void pullback_softplus_f64(size_t n, const double *x, double *y);
void pullback_erf_f32(size_t n, const float *x, float *y);
void pullback_erf_f64(size_t n, const double *x, double *y);
void pullback_sin_f32(size_t n, const float *x, float *y);
void pullback_sin_f64(size_t n, const double *x, double *y);
void pullback_cos_f32(size_t n, const float *x, float *y);
void pullback_cos_f64(size_t n, const double *x, double *y);

#ifdef __cplusplus
}
#endif

#endif

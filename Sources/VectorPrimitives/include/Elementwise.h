// Elementwise maps of the lines of a tile, and reductions of its lines to one.
//
// An operand has an element for line l and lane i at base[l · line + i · lane]. Its lane stride is 1, or 0 for one number a
// line; a line stride of 0 is one line for all of them. Without a base it is the number one everywhere. The target may be
// an operand whose elements lie at the same places; it overlaps no other.
#ifndef PULLBACK_ELEMENTWISE_H
#define PULLBACK_ELEMENTWISE_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    const float *base;
    ptrdiff_t line, lane;
} pullback_operand_f32;

typedef struct {
    const double *base;
    ptrdiff_t line, lane;
} pullback_operand_f64;

/// target[l, i] = scale · ((alpha · x[l, i]) · y[l, i] + beta · z[l, i]), each operation rounded by itself on every instruction
/// set.
void pullback_multiply_add_f32(ptrdiff_t lines, ptrdiff_t lanes, float *target, ptrdiff_t target_line, float scale,
                               float alpha, pullback_operand_f32 x, pullback_operand_f32 y, float beta,
                               pullback_operand_f32 z);
void pullback_multiply_add_f64(ptrdiff_t lines, ptrdiff_t lanes, double *target, ptrdiff_t target_line, double scale,
                               double alpha, pullback_operand_f64 x, pullback_operand_f64 y, double beta,
                               pullback_operand_f64 z);

/// target[i] += scale · x[l · x_line + i], line after line, each operation rounded by itself.
void pullback_add_lines_f32(ptrdiff_t lines, ptrdiff_t lanes, float *target, float scale, const float *x,
                            ptrdiff_t x_line);
void pullback_add_lines_f64(ptrdiff_t lines, ptrdiff_t lanes, double *target, double scale, const double *x,
                            ptrdiff_t x_line);

/// target[i] = the larger of x[l · x_line + i] and target[i], line after line; target[i] where one is NaN.
void pullback_largest_line_f32(ptrdiff_t lines, ptrdiff_t lanes, float *target, const float *x, ptrdiff_t x_line);
void pullback_largest_line_f64(ptrdiff_t lines, ptrdiff_t lanes, double *target, const double *x, ptrdiff_t x_line);

#ifdef __cplusplus
}
#endif

#endif

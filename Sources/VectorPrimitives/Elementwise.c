#include "Elementwise.h"

#include <stdbool.h>

#include "Dispatch.h"

#define BODY "Elementwise.body.h"
#include "Instantiate.h"

void pullback_multiply_add_f32(ptrdiff_t lines, ptrdiff_t lanes, float *target, ptrdiff_t target_line, float scale,
                               float alpha, pullback_operand_f32 x, pullback_operand_f32 y, float beta,
                               pullback_operand_f32 z) {
    PULLBACK_DISPATCH(multiply_add, f32, lines, lanes, target, target_line, scale, alpha, x, y, beta, z);
}

void pullback_add_lines_f32(ptrdiff_t lines, ptrdiff_t lanes, float *target, float scale, const float *x,
                            ptrdiff_t x_line) {
    PULLBACK_DISPATCH(add_lines, f32, lines, lanes, target, scale, x, x_line);
}

void pullback_largest_line_f32(ptrdiff_t lines, ptrdiff_t lanes, float *target, const float *x, ptrdiff_t x_line) {
    PULLBACK_DISPATCH(largest_line, f32, lines, lanes, target, x, x_line);
}

void pullback_multiply_add_f64(ptrdiff_t lines, ptrdiff_t lanes, double *target, ptrdiff_t target_line, double scale,
                               double alpha, pullback_operand_f64 x, pullback_operand_f64 y, double beta,
                               pullback_operand_f64 z) {
    PULLBACK_DISPATCH(multiply_add, f64, lines, lanes, target, target_line, scale, alpha, x, y, beta, z);
}

void pullback_add_lines_f64(ptrdiff_t lines, ptrdiff_t lanes, double *target, double scale, const double *x,
                            ptrdiff_t x_line) {
    PULLBACK_DISPATCH(add_lines, f64, lines, lanes, target, scale, x, x_line);
}

void pullback_largest_line_f64(ptrdiff_t lines, ptrdiff_t lanes, double *target, const double *x, ptrdiff_t x_line) {
    PULLBACK_DISPATCH(largest_line, f64, lines, lanes, target, x, x_line);
}

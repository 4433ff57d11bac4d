#include "Reduction.h"

#include <math.h>
#include <stdbool.h>

#include "Dispatch.h"

#define BODY "Reduction.body.h"
#include "Instantiate.h"

float pullback_sum_f32(size_t n, const float *x) {
    return PULLBACK_DISPATCH(sum, f32, n, x);
}

double pullback_sum_f64(size_t n, const double *x) {
    return PULLBACK_DISPATCH(sum, f64, n, x);
}

float pullback_dot_f32(size_t n, const float *x, const float *y) {
    return PULLBACK_DISPATCH(dot, f32, n, x, y);
}

double pullback_dot_f64(size_t n, const double *x, const double *y) {
    return PULLBACK_DISPATCH(dot, f64, n, x, y);
}

float pullback_max_f32(size_t n, const float *x) {
    return PULLBACK_DISPATCH(max, f32, n, x);
}

double pullback_max_f64(size_t n, const double *x) {
    return PULLBACK_DISPATCH(max, f64, n, x);
}

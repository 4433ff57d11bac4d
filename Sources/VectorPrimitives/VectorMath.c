#include "VectorMath.h"

#include <math.h>
#include <stdbool.h>

#include "Dispatch.h"

#define BODY "VectorMath.body.h"
#include "Instantiate.h"

#define PULLBACK_PUBLIC(function)                                                                                    \
    void pullback_##function##_f32(size_t n, const float *x, float *y) {                                             \
        PULLBACK_DISPATCH(function, f32, n, x, y);                                                                   \
    }                                                                                                                \
    void pullback_##function##_f64(size_t n, const double *x, double *y) {                                           \
        PULLBACK_DISPATCH(function, f64, n, x, y);                                                                   \
    }

PULLBACK_PUBLIC(exp)
PULLBACK_PUBLIC(expm1)
PULLBACK_PUBLIC(log)
PULLBACK_PUBLIC(log1p)
PULLBACK_PUBLIC(tanh)
PULLBACK_PUBLIC(sigmoid)
PULLBACK_PUBLIC(softplus)
PULLBACK_PUBLIC(erf)

void pullback_sin_f32(size_t n, const float *x, float *y) {
    for (size_t q = 0; q < n; q++) y[q] = sinf(x[q]);
}

void pullback_sin_f64(size_t n, const double *x, double *y) {
    for (size_t q = 0; q < n; q++) y[q] = sin(x[q]);
}

void pullback_cos_f32(size_t n, const float *x, float *y) {
    for (size_t q = 0; q < n; q++) y[q] = cosf(x[q]);
}

void pullback_cos_f64(size_t n, const double *x, double *y) {
    for (size_t q = 0; q < n; q++) y[q] = cos(x[q]);
}

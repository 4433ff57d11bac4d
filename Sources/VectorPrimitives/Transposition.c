#include "Transposition.h"

#include <stdbool.h>

#include "Dispatch.h"

#define BODY "Transposition.body.h"
#include "Instantiate.h"

void pullback_transpose_f32(ptrdiff_t rows, ptrdiff_t columns, const float *src, ptrdiff_t src_row_stride, float *dst,
                            ptrdiff_t dst_row_stride) {
    PULLBACK_DISPATCH(transpose, f32, rows, columns, src, src_row_stride, dst, dst_row_stride);
}

void pullback_transpose_f64(ptrdiff_t rows, ptrdiff_t columns, const double *src, ptrdiff_t src_row_stride,
                            double *dst, ptrdiff_t dst_row_stride) {
    PULLBACK_DISPATCH(transpose, f64, rows, columns, src, src_row_stride, dst, dst_row_stride);
}

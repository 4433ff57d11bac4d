// Transposition of a matrix between two strided row-major layouts.
#ifndef PULLBACK_TRANSPOSITION_H
#define PULLBACK_TRANSPOSITION_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// dst[c · dst_row_stride + r] = src[r · src_row_stride + c] for r < rows, c < columns: `src` has `rows` rows of
/// contiguous columns, `dst` has `columns` rows. They must not overlap. The result is exact.
void pullback_transpose_f32(ptrdiff_t rows, ptrdiff_t columns, const float *src, ptrdiff_t src_row_stride,
                            float *dst, ptrdiff_t dst_row_stride);
void pullback_transpose_f64(ptrdiff_t rows, ptrdiff_t columns, const double *src, ptrdiff_t src_row_stride,
                            double *dst, ptrdiff_t dst_row_stride);

#ifdef __cplusplus
}
#endif

#endif

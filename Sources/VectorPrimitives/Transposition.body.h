// Transposition in tiles that keep the pages and cache lines of both matrices near.

#include "TransposeUnit.h"

#define transpose_strip NAME(transpose_strip)

#ifndef PULLBACK_TRANSPOSITION_COMMON
#define PULLBACK_TRANSPOSITION_COMMON
#define TILE_ROWS 64
#define TILE_COLUMNS 64
#endif

// `lanes` rows, at most LANES: one vector store per column, partial in the last strip.
INLINE TARGET void transpose_strip(ptrdiff_t lanes, ptrdiff_t columns, const ELEMENT *src, ptrdiff_t src_row_stride,
                                   ELEMENT *dst, ptrdiff_t dst_row_stride) {
    ptrdiff_t rows[LANES];
    for (ptrdiff_t l = 0; l < LANES; l++) rows[l] = (l < lanes ? l : lanes - 1) * src_row_stride;
    ptrdiff_t c = 0;
    for (; c + UNIT_COLUMNS <= columns; c += UNIT_COLUMNS) {
        vector unit[UNIT_COLUMNS];
        transpose_unit(src + c, rows, unit);
        UNROLL for (int each = 0; each < UNIT_COLUMNS; each++) {
            ELEMENT *to = dst + (c + each) * dst_row_stride;
            if (lanes == LANES) store(to, unit[each]);
            else store_first(to, unit[each], lanes);
        }
    }
    for (; c < columns; c++)
        for (ptrdiff_t l = 0; l < lanes; l++) dst[c * dst_row_stride + l] = src[rows[l] + c];
}

static TARGET void NAME(transpose)(ptrdiff_t rows, ptrdiff_t columns, const ELEMENT *src, ptrdiff_t src_row_stride,
                                   ELEMENT *dst, ptrdiff_t dst_row_stride) {
    for (ptrdiff_t row = 0; row < rows; row += TILE_ROWS)
        for (ptrdiff_t column = 0; column < columns; column += TILE_COLUMNS) {
            ptrdiff_t bottom = row + TILE_ROWS < rows ? row + TILE_ROWS : rows;
            ptrdiff_t width = columns - column < TILE_COLUMNS ? columns - column : TILE_COLUMNS;
            for (ptrdiff_t r = row; r < bottom; r += LANES)
                transpose_strip(bottom - r < LANES ? bottom - r : LANES, width, src + r * src_row_stride + column,
                                src_row_stride, dst + column * dst_row_stride + r, dst_row_stride);
        }
}

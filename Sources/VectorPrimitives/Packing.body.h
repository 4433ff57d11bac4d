// Packing: copying a cache block of an operand into panels that the micro-kernels read front to back.
//
// A lane panel holds one tile's lanes for every p of the block, [p][vectors·LANES]; a broadcast panel one tile's
// columns, [p][columns]. Panels follow one another, each `depth` × its width long.

#define copy_lane_panel NAME(copy_lane_panel)
#define transpose_lane_panel NAME(transpose_lane_panel)
#define pack_lane_panel NAME(pack_lane_panel)
#define copy_broadcast_rows NAME(copy_broadcast_rows)
#define pack_broadcast_rows NAME(pack_broadcast_rows)
#define pack_broadcast_panel NAME(pack_broadcast_panel)
#define pack_broadcast NAME(pack_broadcast)

#ifndef PULLBACK_PACKING_COMMON
#define PULLBACK_PACKING_COMMON
#define PACKED_ROWS 8

// Columns of tile `tile` of `tiles` that share `columns` as evenly as they can, wider ones first.
static inline ptrdiff_t pullback_tile_columns(ptrdiff_t columns, ptrdiff_t tiles, ptrdiff_t tile) {
    return columns / tiles + (tile < columns % tiles);
}
#endif

// Source contiguous along the lanes.
INLINE TARGET void copy_lane_panel(ptrdiff_t lanes, ptrdiff_t depth, const ELEMENT *source, ptrdiff_t source_p,
                                   ELEMENT *panel, ptrdiff_t width) {
    for (ptrdiff_t p = 0; p < depth; p++, source += source_p, panel += width) {
        ptrdiff_t l = 0;
        for (; l + LANES <= lanes; l += LANES) store(panel + l, load(source + l));
        if (l < lanes) store(panel + l, load_first(source + l, lanes - l));
    }
}

// Source contiguous along p: transposes. Lanes beyond the last repeat it; the micro-kernel never stores them.
INLINE TARGET void transpose_lane_panel(ptrdiff_t lanes, ptrdiff_t depth, const ELEMENT *source, ptrdiff_t source_l,
                                        ELEMENT *panel, ptrdiff_t width) {
    for (ptrdiff_t first = 0; first < lanes; first += LANES) {
        ptrdiff_t rows[LANES];
        if (first + LANES <= lanes) {
            UNROLL for (int l = 0; l < LANES; l++) rows[l] = (first + l) * source_l;
        } else {
            for (int l = 0; l < LANES; l++) rows[l] = (first + l < lanes ? first + l : lanes - 1) * source_l;
        }
        for (ptrdiff_t p = 0; p < depth; p += UNIT_COLUMNS) {
            if (depth < UNIT_COLUMNS) {
                for (; p < depth; p++)
                    for (int l = 0; l < LANES; l++) panel[p * width + first + l] = source[rows[l] + p];
                break;
            }
            // The last unit may repeat some of the one before it.
            const ptrdiff_t from = p + UNIT_COLUMNS <= depth ? p : depth - UNIT_COLUMNS;
            vector columns[UNIT_COLUMNS];
            transpose_unit(source + from, rows, columns);
            UNROLL for (int column = 0; column < UNIT_COLUMNS; column++)
                store(panel + (from + column) * width + first, columns[column]);
        }
    }
}

static TARGET void pack_lane_panel(ptrdiff_t lanes, ptrdiff_t depth, const ELEMENT *source, ptrdiff_t source_l,
                                   ptrdiff_t source_p, ELEMENT *panel, ptrdiff_t width) {
    if (source_l == 1) copy_lane_panel(lanes, depth, source, source_p, panel, width);
    else if (source_p == 1) transpose_lane_panel(lanes, depth, source, source_l, panel, width);
    else
        for (ptrdiff_t p = 0; p < depth; p++)
            for (ptrdiff_t l = 0; l < width; l++)
                panel[p * width + l] = l < lanes ? source[l * source_l + p * source_p] : 0;
}

// Source contiguous along the columns: a few rows at a time across all columns, so that every page of the source is
// visited once and every cache line of a panel is filled while it is near.
INLINE TARGET void copy_broadcast_rows(const ptrdiff_t width, const int rows, const ELEMENT *source,
                                       ptrdiff_t source_p, ELEMENT *panel) {
    UNROLL for (int p = 0; p < rows; p++)
        memcpy(panel + p * width, source + p * source_p, (size_t)width * sizeof(ELEMENT));
}

INLINE TARGET void pack_broadcast_rows(ptrdiff_t columns, ptrdiff_t tiles, ptrdiff_t depth, const ELEMENT *source,
                                       ptrdiff_t source_p, ELEMENT *panels) {
    const ptrdiff_t wide = columns % tiles, base = columns / tiles;
    for (ptrdiff_t p = 0; p < depth;) {
        const bool several = p + PACKED_ROWS <= depth;
        const ELEMENT *from = source + p * source_p;
        ELEMENT *panel = panels;
        for (ptrdiff_t tile = 0; tile < tiles; tile++) {
            const ptrdiff_t width = base + (tile < wide);
            ELEMENT *to = panel + p * width;
            if (several && width == 6) copy_broadcast_rows(6, PACKED_ROWS, from, source_p, to);
            else if (several && width == 5) copy_broadcast_rows(5, PACKED_ROWS, from, source_p, to);
            else for (ptrdiff_t row = 0; row < (several ? PACKED_ROWS : 1); row++)
                for (ptrdiff_t r = 0; r < width; r++) to[row * width + r] = from[row * source_p + r];
            from += width;
            panel += width * depth;
        }
        p += several ? PACKED_ROWS : 1;
    }
}

// Any strides, one panel; contiguous along p is what it is written for.
INLINE TARGET void pack_broadcast_panel(const ptrdiff_t columns, ptrdiff_t depth, const ELEMENT *source,
                                        ptrdiff_t source_r, ptrdiff_t source_p, ELEMENT *panel) {
    for (ptrdiff_t p = 0; p < depth; p++)
        for (ptrdiff_t r = 0; r < columns; r++) panel[p * columns + r] = source[r * source_r + p * source_p];
}

static TARGET void pack_broadcast(ptrdiff_t columns, ptrdiff_t tiles, ptrdiff_t depth, const ELEMENT *source,
                                  ptrdiff_t source_r, ptrdiff_t source_p, ELEMENT *panels) {
    if (source_r == 1) {
        pack_broadcast_rows(columns, tiles, depth, source, source_p, panels);
        return;
    }
    for (ptrdiff_t tile = 0; tile < tiles; tile++) {
        ptrdiff_t width = pullback_tile_columns(columns, tiles, tile);
        if (width == 6 && source_p == 1) pack_broadcast_panel(6, depth, source, source_r, 1, panels);
        else pack_broadcast_panel(width, depth, source, source_r, source_p, panels);
        source += width * source_r;
        panels += width * depth;
    }
}

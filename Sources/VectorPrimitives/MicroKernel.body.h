// The micro-kernels: one register tile of C, `vectors` × LANES lanes by `broadcasts` columns, summed over p.
//
// "Lanes" is the dimension of C that runs along vector lanes, "broadcast" the other one. For each p a kernel loads the
// lane operand's vectors, broadcasts one element of the other operand per column, and does vectors × broadcasts
// multiply-adds on accumulators that never leave registers.

#define micro_tile NAME(micro_tile)
#define micro_kernel NAME(micro_kernel)
#define micro_kernel_body NAME(micro_kernel_body)
#define micro_turns NAME(micro_turns)
#define micro_store_lanes NAME(micro_store_lanes)
#define micro_store_columns NAME(micro_store_columns)
#define micro_store_scattered NAME(micro_store_scattered)
#define micro_kernels NAME(micro_kernels)

#ifndef PULLBACK_MICRO_KERNEL_COMMON
#define PULLBACK_MICRO_KERNEL_COMMON
#define BROADCASTS_MAXIMUM 6

/// How the columns' operand lies: with any strides, contiguous along p, or packed, a tile's columns side by side for each p.
enum pullback_layout { PULLBACK_STRIDED, PULLBACK_ALONG_P, PULLBACK_PANEL, PULLBACK_LAYOUTS };

// Keeps compilers from loading more at once than there are registers, and sums from going through memory.
#define PULLBACK_IN_ORDER(here) if (here) __asm__ volatile("" ::: "memory");
#endif

// Accumulators, leaving registers for the loaded vectors and one broadcast.
#undef ACCUMULATORS
#undef WIDE
#if REGISTERS == 32
#define ACCUMULATORS 24
#define WIDE 4
#else
#define ACCUMULATORS 12
#define WIDE 2
#endif

typedef struct {
    ptrdiff_t depth;                // number of p
    const ELEMENT *lane;            // lane operand: lane l of p is lane[l + p·lane_p]
    ptrdiff_t lane_p;
    const ELEMENT *broadcast;       // other operand: column r of p is broadcast[r·broadcast_r + p·broadcast_p]
    ptrdiff_t broadcast_r, broadcast_p;
    ELEMENT *c;                     // c[l·c_l + r·c_r]
    ptrdiff_t c_l, c_r;
    ptrdiff_t last;                 // lanes in use in the last vector, for partial kernels
    ELEMENT scale;
    bool accumulate;
    const char *ahead;              // memory that will be needed soon, asked for step by step
    ptrdiff_t ahead_step;           // its bytes for each step of p; 0 and any address where there is none
} micro_tile;

typedef void micro_kernel(const micro_tile *);

INLINE TARGET void micro_store_lanes(const int vectors, const int broadcasts, const bool partial,
                                     const bool accumulate, const micro_tile *tile, const vector *sums) {
    const vector scale = splat(tile->scale);
    const ptrdiff_t last = tile->last, c_r = tile->c_r;
    ELEMENT *column = tile->c;
    UNROLL for (int r = 0; r < broadcasts; r++, column += c_r) {
        UNROLL for (int v = 0; v < vectors; v++) {
            ELEMENT *address = column + v * LANES;
            vector value = sums[r * vectors + v] * scale;
            if (partial && v == vectors - 1) {
                if (accumulate) value += load_first(address, last);
                store_first(address, value, last);
            } else {
                if (accumulate) value += load(address);
                store(address, value);
            }
        }
    }
}

// C is contiguous along the columns: UNIT_COLUMNS of them at a time, transposed in registers.
INLINE TARGET void micro_store_columns(const int vectors, const int broadcasts, const bool partial,
                                       const bool accumulate, const micro_tile *tile, const vector *sums) {
    const vector scale = splat(tile->scale);
    const ptrdiff_t c_l = tile->c_l;
    UNROLL for (int v = 0; v < vectors; v++) {
        const ptrdiff_t lanes = partial && v == vectors - 1 ? tile->last : LANES;
        ELEMENT *rows = tile->c + v * LANES * c_l;
        UNROLL for (int r = 0; r + UNIT_COLUMNS <= broadcasts; r += UNIT_COLUMNS) {
            vector unit[UNIT_COLUMNS];
            UNROLL for (int each = 0; each < UNIT_COLUMNS; each++) unit[each] = sums[(r + each) * vectors + v] * scale;
            transpose_pieces(unit);
            UNROLL for (int l = 0; l < LANES; l++) {
                if (l >= lanes) break;
                quarter pieces[VECTOR_BYTES / 16];
                memcpy(pieces, &unit[l % UNIT_COLUMNS], sizeof pieces);
                quarter_unaligned *target = (quarter_unaligned *)(rows + l * c_l + r);
                *target = accumulate ? *target + pieces[l / UNIT_COLUMNS] : pieces[l / UNIT_COLUMNS];
            }
        }
        UNROLL for (int r = broadcasts / UNIT_COLUMNS * UNIT_COLUMNS; r < broadcasts; r++) {
            const vector value = sums[r * vectors + v] * scale;
            UNROLL for (int l = 0; l < LANES; l++) {
                if (l >= lanes) break;
                rows[l * c_l + r] = accumulate ? rows[l * c_l + r] + value[l] : value[l];
            }
        }
    }
}

// C is contiguous along neither: element by element, the columns innermost.
INLINE TARGET void micro_store_scattered(const int vectors, const int broadcasts, const bool partial,
                                         const micro_tile *tile, const vector *sums) {
    ELEMENT values[ACCUMULATORS * LANES];
    const vector scale = splat(tile->scale);
    UNROLL for (int each = 0; each < broadcasts * vectors; each++) store(values + each * LANES, sums[each] * scale);
    const ptrdiff_t lanes = (vectors - 1) * LANES + (partial ? tile->last : LANES), c_l = tile->c_l, c_r = tile->c_r;
    ELEMENT *row = tile->c;
    for (ptrdiff_t l = 0; l < lanes; l++, row += c_l) {
        for (int r = 0; r < broadcasts; r++) {
            ELEMENT value = values[r * vectors * LANES + l];
            row[r * c_r] = tile->accumulate ? row[r * c_r] + value : value;
        }
    }
}

/// The sums over all p that come in turns of four, and how many those are.
///
/// The columns' elements are at fixed distances here, so that there is next to nothing to do besides loads and
/// multiply-adds. A core by itself has room for more, but one that two threads share takes only half as many instructions
/// for each.
INLINE TARGET ptrdiff_t micro_turns(const int vectors, const int broadcasts, const int layout, const micro_tile *tile,
                                    vector *sum) {
    const ptrdiff_t lane_p = tile->lane_p, r_step = layout == PULLBACK_PANEL ? 1 : tile->broadcast_r;
    const int p_step = layout == PULLBACK_PANEL ? broadcasts : 1;
    // Two pointers and two multiples of a step reach six columns.
    const ELEMENT *lane = tile->lane, *low = tile->broadcast, *high = tile->broadcast + 3 * r_step;
    const char *ahead = tile->ahead;
    const int requests = vectors * VECTOR_BYTES / 32;
    const ptrdiff_t apart = 4 * tile->ahead_step / requests;
    ptrdiff_t p = 0;
    for (; p + 4 <= tile->depth; p += 4) {
        UNROLL for (int step = 0; step < 4; step++) {
            vector lanes[4];
            UNROLL for (int v = 0; v < vectors; v++) lanes[v] = load(lane + step * lane_p + v * LANES);
            UNROLL for (int r = 0; r < broadcasts; r++) {
                const vector factor = splat((r < 3 ? low : high)[r % 3 * r_step + step * p_step]);
                UNROLL for (int v = 0; v < vectors; v++) sum[r * vectors + v] += lanes[v] * factor;
                PULLBACK_IN_ORDER(r % 2)
            }
            PULLBACK_IN_ORDER(true)
            UNROLL for (int each = step * requests / 4; each < (step + 1) * requests / 4; each++)
                __builtin_prefetch(ahead + each * apart, 0, 2);
        }
        lane += 4 * lane_p;
        low += 4 * p_step;
        high += 4 * p_step;
        ahead += requests * apart;
    }
    return p;
}

INLINE TARGET void micro_kernel_body(const int vectors, const int broadcasts, const bool partial, const int layout,
                                     const micro_tile *tile) {
    // A small tile has fewer multiply-adds in flight than the units' latency hides: it then sums several p at once.
    const int sums = vectors * broadcasts;
    const int chains = sums * 8 <= ACCUMULATORS ? 8 : sums * 4 <= ACCUMULATORS ? 4 : sums * 2 <= ACCUMULATORS ? 2 : 1;
    vector sum[ACCUMULATORS];
    UNROLL for (int each = 0; each < sums * chains; each++) sum[each] = (vector){0};

    const ELEMENT *column[BROADCASTS_MAXIMUM];
    UNROLL for (int r = 0; r < broadcasts; r++) column[r] = tile->broadcast + r * tile->broadcast_r;
    // C is needed last and known first: ask for it now, to write.
    UNROLL for (int r = 0; r < broadcasts; r++) {
        __builtin_prefetch(tile->c + r * tile->c_r, 1);
        __builtin_prefetch(tile->c + r * tile->c_r + vectors * LANES - 1, 1);
    }

    ptrdiff_t p = layout == PULLBACK_STRIDED ? 0 : micro_turns(vectors, broadcasts, layout, tile, sum);
    const ptrdiff_t lane_p = tile->lane_p, broadcast_p = tile->broadcast_p, depth = tile->depth, last = tile->last;
    const ELEMENT *lane = tile->lane + p * lane_p;
    const char *ahead = tile->ahead + p * tile->ahead_step;
    // Higher tiles are fewer, and leave more to ask for to each.
    const int lines = chains * vectors * VECTOR_BYTES / 64, requests = lines < 1 ? 1 : lines > 8 ? 8 : lines;
    const ptrdiff_t apart = (chains * tile->ahead_step + requests - 1) / requests;
    ptrdiff_t offset = p * broadcast_p;

    // Whichever operand has fewer registers to hold stays, the other passes through one or two.
#define PULLBACK_STEP(chain)                                                                                         \
    {                                                                                                                \
        vector lanes[4];                                                                                             \
        UNROLL for (int v = 0; v < vectors; v++)                                                                     \
            lanes[v] = partial && v == vectors - 1 ? load_first(lane + v * LANES, last) : load(lane + v * LANES);    \
        if (vectors > broadcasts) {                                                                                  \
            vector factors[BROADCASTS_MAXIMUM];                                                                      \
            UNROLL for (int r = 0; r < broadcasts; r++) factors[r] = splat(column[r][offset]);                       \
            UNROLL for (int v = 0; v < vectors; v++)                                                                 \
                UNROLL for (int r = 0; r < broadcasts; r++)                                                          \
                    sum[(chain) * sums + r * vectors + v] += lanes[v] * factors[r];                                  \
        } else {                                                                                                     \
            UNROLL for (int r = 0; r < broadcasts; r++) {                                                            \
                UNROLL for (int v = 0; v < vectors; v++)                                                             \
                    sum[(chain) * sums + r * vectors + v] += lanes[v] * splat(column[r][offset]);                    \
                PULLBACK_IN_ORDER(r % 2)                                                                             \
            }                                                                                                        \
        }                                                                                                            \
        lane += lane_p;                                                                                              \
        offset += broadcast_p;                                                                                       \
    }
    // One loop, whether there is anything to ask for or not: of two, one had too few registers.
    for (; p + chains <= depth; p += chains, ahead += requests * apart) {
        UNROLL for (int chain = 0; chain < chains; chain++) PULLBACK_STEP(chain)
        UNROLL for (int request = 0; request < requests; request++) __builtin_prefetch(ahead + request * apart, 0, 2);
    }
    if (chains > 1)
        for (; p < depth; p++) PULLBACK_STEP(0)
#undef PULLBACK_STEP

    UNROLL for (int half = chains / 2; half > 0; half /= 2) {
        UNROLL for (int each = 0; each < half * sums; each++) sum[each] += sum[each + half * sums];
    }
    if (tile->c_l == 1) {
        if (tile->accumulate) micro_store_lanes(vectors, broadcasts, partial, true, tile, sum);
        else micro_store_lanes(vectors, broadcasts, partial, false, tile, sum);
    } else if (tile->c_r == 1) {
        if (tile->accumulate) micro_store_columns(vectors, broadcasts, partial, true, tile, sum);
        else micro_store_columns(vectors, broadcasts, partial, false, tile, sum);
    } else {
        micro_store_scattered(vectors, broadcasts, partial, tile, sum);
    }
}

#define PULLBACK_KERNEL(vectors, broadcasts, partial)                                                                \
    static TARGET void NAME(micro_kernel_##vectors##_##broadcasts##_##partial)(const micro_tile *tile) {             \
        micro_kernel_body(vectors, broadcasts, partial, PULLBACK_STRIDED, tile);                                     \
    }
// Those that do nearly all of the work, for the layouts that they find it in. Six columns along p take more addresses than
// there are registers for: their sums went through memory.
#define PULLBACK_LAID_OUT(broadcasts, layout, name)                                                                  \
    static TARGET void NAME(micro_kernel_wide_##broadcasts##_##name)(const micro_tile *tile) {                       \
        micro_kernel_body(WIDE, broadcasts, false, layout, tile);                                                    \
    }
#define PULLBACK_KERNELS(vectors, partial)                                                                           \
    PULLBACK_KERNEL(vectors, 1, partial) PULLBACK_KERNEL(vectors, 2, partial) PULLBACK_KERNEL(vectors, 3, partial)   \
    PULLBACK_KERNEL(vectors, 4, partial) PULLBACK_KERNEL(vectors, 5, partial) PULLBACK_KERNEL(vectors, 6, partial)

PULLBACK_KERNELS(1, 0)
PULLBACK_KERNELS(1, 1)
PULLBACK_KERNELS(2, 0)
PULLBACK_KERNELS(2, 1)
PULLBACK_LAID_OUT(4, PULLBACK_ALONG_P, along_p)
PULLBACK_LAID_OUT(5, PULLBACK_ALONG_P, along_p)
PULLBACK_LAID_OUT(4, PULLBACK_PANEL, panel)
PULLBACK_LAID_OUT(5, PULLBACK_PANEL, panel)
PULLBACK_LAID_OUT(6, PULLBACK_PANEL, panel)
PULLBACK_KERNEL(4, 1, 0)
PULLBACK_KERNEL(4, 2, 0)
PULLBACK_KERNEL(4, 3, 0)
#if REGISTERS == 32
PULLBACK_KERNEL(4, 4, 0)
PULLBACK_KERNEL(4, 5, 0)
PULLBACK_KERNEL(4, 6, 0)
#endif

#define PULLBACK_ENTRY(vectors, broadcasts, partial) NAME(micro_kernel_##vectors##_##broadcasts##_##partial)
#define PULLBACK_ROW(vectors, partial)                                                                               \
    {PULLBACK_ENTRY(vectors, 1, partial), PULLBACK_ENTRY(vectors, 2, partial), PULLBACK_ENTRY(vectors, 3, partial),  \
     PULLBACK_ENTRY(vectors, 4, partial), PULLBACK_ENTRY(vectors, 5, partial), PULLBACK_ENTRY(vectors, 6, partial)}

#define PULLBACK_LAID_OUT_ROW(vectors, name, six)                                                                    \
    {PULLBACK_ENTRY(vectors, 1, 0), PULLBACK_ENTRY(vectors, 2, 0), PULLBACK_ENTRY(vectors, 3, 0),                    \
     NAME(micro_kernel_wide_4_##name), NAME(micro_kernel_wide_5_##name), six}
#if REGISTERS == 32
#define PULLBACK_ALONG_P_ROW PULLBACK_LAID_OUT_ROW(4, along_p, PULLBACK_ENTRY(4, 6, 0))
#define PULLBACK_PANEL_ROW PULLBACK_LAID_OUT_ROW(4, panel, NAME(micro_kernel_wide_6_panel))
#define PULLBACK_ROWS(wide) {PULLBACK_ROW(1, 0), PULLBACK_ROW(1, 1), PULLBACK_ROW(2, 0), PULLBACK_ROW(2, 1), wide}
#define PULLBACK_STRIDED_ROW PULLBACK_ROW(4, 0)
#else
#define PULLBACK_ALONG_P_ROW PULLBACK_LAID_OUT_ROW(2, along_p, PULLBACK_ENTRY(2, 6, 0))
#define PULLBACK_PANEL_ROW PULLBACK_LAID_OUT_ROW(2, panel, NAME(micro_kernel_wide_6_panel))
#define PULLBACK_ROWS(wide)                                                                                          \
    {PULLBACK_ROW(1, 0), PULLBACK_ROW(1, 1), wide, PULLBACK_ROW(2, 1),                                               \
     {PULLBACK_ENTRY(4, 1, 0), PULLBACK_ENTRY(4, 2, 0), PULLBACK_ENTRY(4, 3, 0)}}
#define PULLBACK_STRIDED_ROW PULLBACK_ROW(2, 0)
#endif

/// By layout, then vectors (0: one, 1: one partial, 2: two, 3: two with the last partial, 4: four), then broadcasts − 1.
static micro_kernel *const micro_kernels[PULLBACK_LAYOUTS][5][BROADCASTS_MAXIMUM] = {
    PULLBACK_ROWS(PULLBACK_STRIDED_ROW),
    PULLBACK_ROWS(PULLBACK_ALONG_P_ROW),
    PULLBACK_ROWS(PULLBACK_PANEL_ROW),
};
#undef PULLBACK_KERNEL
#undef PULLBACK_KERNELS
#undef PULLBACK_ENTRY
#undef PULLBACK_ROW
#undef PULLBACK_ROWS
#undef PULLBACK_ALONG_P_ROW
#undef PULLBACK_PANEL_ROW
#undef PULLBACK_STRIDED_ROW
#undef PULLBACK_LAID_OUT_ROW
#undef PULLBACK_LAID_OUT

// The third way to contract, besides lanes along i and lanes along j: lanes along p, the summed index.
//
// Both operands lie contiguous along p and are read where they are, without packing. A tile of FOLDED rows by some
// columns is that many inner products at once; at its end every accumulator is folded to one number, and FOLDED
// neighbouring rows of C are written together. That pays where few columns would not repay transposing the other operand,
// and p is long enough for the folding not to matter.

#define inner_block NAME(inner_block)
#define inner_tile NAME(inner_tile)
#define inner_store NAME(inner_store)
#define fold_rows NAME(fold_rows)
#define folded NAME(folded)
#define inner_columns NAME(inner_columns)
#define inner_depth NAME(inner_depth)
#define contract_inner_scratch NAME(contract_inner_scratch)
#define contract_inner_block NAME(contract_inner_block)
#define contract_inner NAME(contract_inner)

#ifndef PULLBACK_INNER_PRODUCT_COMMON
#define PULLBACK_INNER_PRODUCT_COMMON
#define FOLDED 4
// The other operand's block, in bytes: the size of a first-level cache. A smaller one made the rows pass by too often.
#define INNER_BLOCK_BYTES 32768
#endif

#undef INNER_COLUMNS
#if REGISTERS == 32
#define INNER_COLUMNS 6
#else
#define INNER_COLUMNS 3
#endif

/// One number for each of FOLDED rows.
typedef ELEMENT folded __attribute__((vector_size(FOLDED * ELEMENT_BITS / 8), aligned(ELEMENT_BITS / 8), may_alias));

typedef struct {
    ptrdiff_t rows, columns, depth;
    const ELEMENT *row;
    ptrdiff_t row_l;
    const ELEMENT *column;
    ptrdiff_t column_r;
    ELEMENT *c;
    ptrdiff_t c_l, c_r;
    ELEMENT scale;
    bool accumulate;
} inner_block;

/// The sums of all lanes of FOLDED vectors.
INLINE TARGET void fold_rows(const vector sums[FOLDED], folded *total) {
    const vector a = sums[0], b = sums[1], c = sums[2], d = sums[3];
#if ELEMENT_BITS == 32
    const vector ab = __builtin_shufflevector(a, b, LOW_32) + __builtin_shufflevector(a, b, HIGH_32);
    const vector cd = __builtin_shufflevector(c, d, LOW_32) + __builtin_shufflevector(c, d, HIGH_32);
    const vector every[1] = {PULLBACK_LOW_64(ab, cd) + PULLBACK_HIGH_64(ab, cd)};
#else
    const vector every[2] = {PULLBACK_LOW_64(a, b) + PULLBACK_HIGH_64(a, b),
                             PULLBACK_LOW_64(c, d) + PULLBACK_HIGH_64(c, d)};
#endif
    // Each 128 bits now hold a part of the same sums.
    UNROLL for (int piece = 0; piece < FOLDED * ELEMENT_BITS / 128; piece++) {
        quarter parts[VECTOR_BYTES / 16];
        memcpy(parts, &every[piece], sizeof parts);
        UNROLL for (int half = VECTOR_BYTES / 32; half > 0; half /= 2)
            UNROLL for (int each = 0; each < half; each++) parts[each] += parts[each + half];
        memcpy((quarter *)total + piece, parts, sizeof *parts);
    }
}

INLINE TARGET void inner_store(const bool whole, ptrdiff_t rows, const inner_block *block, const vector *sums,
                               ELEMENT *c) {
    folded value;
    fold_rows(sums, &value);
    value *= block->scale;
    if (whole) {
        if (block->accumulate) value += *(const folded *)c;
        *(folded *)c = value;
    } else {
        for (ptrdiff_t r = 0; r < rows; r++, c += block->c_l) *c = block->accumulate ? *c + value[r] : value[r];
    }
}

/// The rows' inner products with `columns` columns, the first of which is `column`.
/// - whole: all FOLDED rows are there, and their places in C are neighbours.
/// - next: a row that will be needed soon and is asked for.
INLINE TARGET void inner_tile(const int columns, const bool whole, ptrdiff_t rows, const inner_block *block,
                              const ELEMENT *const row[FOLDED], const ELEMENT *next, const ELEMENT *column,
                              ELEMENT *c) {
    // A single column has fewer multiply-adds in flight than the units' latency hides: it sums two vectors of p at once.
    const int chains = columns == 1 ? 2 : 1;
    vector sum[FOLDED * INNER_COLUMNS * 2];
    UNROLL for (int each = 0; each < FOLDED * columns * chains; each++) sum[each] = (vector){0};
    const ptrdiff_t depth = block->depth, column_r = block->column_r;

    ptrdiff_t p = 0;
    // The columns stay in registers, the rows pass through one.
#define PULLBACK_STEP(chain, LOAD, ...)                                                                              \
    {                                                                                                                \
        vector factors[INNER_COLUMNS];                                                                               \
        UNROLL for (int s = 0; s < columns; s++) factors[s] = LOAD(column + s * column_r + p, ##__VA_ARGS__);        \
        UNROLL for (int r = 0; r < FOLDED; r++) {                                                                    \
            const vector lanes = LOAD(row[r] + p, ##__VA_ARGS__);                                                    \
            UNROLL for (int s = 0; s < columns; s++) sum[((chain) * columns + s) * FOLDED + r] += lanes * factors[s]; \
        }                                                                                                            \
        p += LANES;                                                                                                  \
    }
    while (p + 2 * LANES <= depth) {
        UNROLL for (int line = 0; line < 2 * VECTOR_BYTES; line += 64)
            __builtin_prefetch((const char *)(next + p) + line, 0, 1);
        UNROLL for (int step = 0; step < 2; step++) PULLBACK_STEP(step % chains, load)
    }
    if (p + LANES <= depth) PULLBACK_STEP(0, load)
    if (p < depth) PULLBACK_STEP(0, load_first, depth - p)
#undef PULLBACK_STEP

    if (chains > 1)
        UNROLL for (int each = 0; each < FOLDED * columns; each++) sum[each] += sum[each + FOLDED * columns];
    UNROLL for (int s = 0; s < columns; s++)
        inner_store(whole, rows, block, sum + s * FOLDED, c + s * block->c_r);
}

/// FOLDED rows at a time pass by all columns of the block.
INLINE TARGET void contract_inner_block(const bool whole, const inner_block *block) {
    const ptrdiff_t tiles = PULLBACK_BLOCKS(block->columns, INNER_COLUMNS);
    for (ptrdiff_t l = 0; l < block->rows; l += FOLDED) {
        const ptrdiff_t rows = block->rows - l < FOLDED ? block->rows - l : FOLDED;
        const ELEMENT *row[FOLDED];
        UNROLL for (ptrdiff_t r = 0; r < FOLDED; r++) row[r] = block->row + (r < rows ? l + r : block->rows - 1) * block->row_l;
        const ELEMENT *column = block->column;
        ELEMENT *c = block->c + l * block->c_l;
        for (ptrdiff_t tile = 0; tile < tiles; tile++) {
            // Each tile asks for one of the rows that come next.
            const ELEMENT *next = row[tile % FOLDED] + FOLDED * block->row_l;
            const ptrdiff_t columns = pullback_tile_columns(block->columns, tiles, tile);
            switch (columns) {
            case 1: inner_tile(1, whole, rows, block, row, next, column, c); break;
            case 2: inner_tile(2, whole, rows, block, row, next, column, c); break;
#if REGISTERS == 32
            case 4: inner_tile(4, whole, rows, block, row, next, column, c); break;
            case 5: inner_tile(5, whole, rows, block, row, next, column, c); break;
            case 6: inner_tile(6, whole, rows, block, row, next, column, c); break;
#endif
            default: inner_tile(3, whole, rows, block, row, next, column, c); break;
            }
            column += columns * block->column_r;
            c += columns * block->c_r;
        }
    }
}

/// The blocks of columns and of p, such that a block of the columns' operand stays in the first-level cache.
INLINE TARGET ptrdiff_t inner_columns(const oriented *problem) {
    return problem->columns < 4 * INNER_COLUMNS ? problem->columns : 4 * INNER_COLUMNS;
}

INLINE TARGET ptrdiff_t inner_depth(const oriented *problem) {
    const ptrdiff_t deepest = INNER_BLOCK_BYTES / (ptrdiff_t)sizeof(ELEMENT) / inner_columns(problem);
    return pullback_even_block(problem->depth > 0 ? problem->depth : 1, deepest, LANES);
}

/// Scratch elements: a block of the columns' operand, where it is not contiguous along p as it lies.
INLINE TARGET size_t contract_inner_scratch(const oriented *problem) {
    if (problem->broadcast_p == 1) return 0;
    return (size_t)(inner_columns(problem) * inner_depth(problem)) + ALIGNMENT / sizeof(ELEMENT);
}

/// The whole problem: the lane operand's rows pass by one block of the other operand after the other.
static TARGET void contract_inner(const oriented *problem, ELEMENT *scratch) {
    const ptrdiff_t widest = inner_columns(problem), deepest = inner_depth(problem);
    const bool packs = problem->broadcast_p != 1;
    if (packs) scratch = aligned_scratch(scratch);
    inner_block block = {.row_l = problem->lane_l, .column_r = packs ? deepest : problem->broadcast_r,
                         .c_l = problem->c_l, .c_r = problem->c_r, .scale = problem->scale};
    for (ptrdiff_t r = 0; r < problem->columns; r += widest) {
        block.columns = problem->columns - r < widest ? problem->columns - r : widest;
        for (ptrdiff_t p = 0; p < problem->depth || p == 0; p += deepest) {
            block.depth = problem->depth - p < deepest ? problem->depth - p : deepest;
            block.accumulate = problem->accumulate || p > 0;
            block.row = problem->lane + p;
            block.column = problem->broadcast + r * problem->broadcast_r + p * problem->broadcast_p;
            if (packs) {
                pack_lane_panel(block.depth, block.columns, block.column, problem->broadcast_p, problem->broadcast_r,
                                scratch, deepest);
                block.column = scratch;
            }
            block.c = problem->c + r * problem->c_r;
            block.rows = problem->c_l == 1 ? problem->lanes / FOLDED * FOLDED : 0;
            contract_inner_block(true, &block);
            block.row += block.rows * block.row_l;
            block.c += block.rows * block.c_l;
            block.rows = problem->lanes - block.rows;
            contract_inner_block(false, &block);
        }
    }
}

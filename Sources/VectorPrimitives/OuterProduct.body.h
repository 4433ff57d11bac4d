// Two of the three ways to contract: lanes along i or along j, and for every p an outer product of the lanes with some
// columns is added to a register tile. Here is the blocking for the caches, and the loops around the micro-kernels.

#define blocking NAME(blocking)
#define packs_lanes_in_place NAME(packs_lanes_in_place)
#define plan NAME(plan)
#define ask_for_next_piece NAME(ask_for_next_piece)
#define calls NAME(calls)
#define next_broadcast_block NAME(next_broadcast_block)
#define lane_tile NAME(lane_tile)
#define next_lane_tile NAME(next_lane_tile)
#define pack_lane_block NAME(pack_lane_block)
#define contract_tiles NAME(contract_tiles)
#define contract_outer NAME(contract_outer)
#define contract_outer_scratch NAME(contract_outer_scratch)

#ifndef PULLBACK_OUTER_PRODUCT_COMMON
#define PULLBACK_OUTER_PRODUCT_COMMON
// Cache blocks, in bytes: a lane panel for the first-level cache, blocks of both operands for the second.
#define LANE_PANEL_BYTES 20480
#define DEPTH_MINIMUM 192
#define BLOCK_BYTES 524288
#define CACHE_LINE_BYTES 64

/// Memory that will be needed soon, rows of it some way apart: the processor does not see it coming. Each call of a
/// micro-kernel asks for one piece, bit by bit between its multiply-adds, for requests in a burst would keep its own loads
/// waiting.
typedef struct {
    const char *row;
    ptrdiff_t stride, rows;     // bytes from row to row; rows not asked for yet, 0 where there is nothing to ask for
    ptrdiff_t bytes;            // of a row
    ptrdiff_t piece, offset;    // bytes of a piece; where in the row the next one begins
} pullback_ahead;

/// The rows in as many pieces as there are calls. Rows beyond the number of calls come when they are needed.
static inline pullback_ahead pullback_in_pieces(const void *row, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t bytes,
                                                ptrdiff_t calls) {
    const ptrdiff_t pieces = rows > 0 && calls > rows ? calls / rows : 1;
    const ptrdiff_t lines = PULLBACK_BLOCKS(bytes, pieces * CACHE_LINE_BYTES);
    return (pullback_ahead){row, stride, rows, bytes, lines * CACHE_LINE_BYTES, 0};
}
#endif

typedef struct {
    ptrdiff_t vectors;                    // of a full register tile
    ptrdiff_t lanes, columns, depth;      // of a cache block
    bool pack_lanes, pack_broadcast;
} blocking;

/// Whether a lane operand is copied although it is contiguous along the lanes: many columns re-use it.
INLINE TARGET bool packs_lanes_in_place(ptrdiff_t columns) {
    return columns > 4 * BROADCASTS_MAXIMUM;
}

INLINE TARGET blocking plan(const oriented *problem) {
    const ptrdiff_t size = sizeof(ELEMENT);
    blocking blocks;
    // Few columns leave registers for more vectors, and need them to fill the units' pipelines.
    blocks.vectors = problem->columns * 4 <= ACCUMULATORS || ACCUMULATORS == 24 ? 4 : 2;

    ptrdiff_t deepest = LANE_PANEL_BYTES / (blocks.vectors * VECTOR_BYTES);
    if (deepest < DEPTH_MINIMUM) deepest = DEPTH_MINIMUM;
    ptrdiff_t steps = problem->depth <= deepest ? 1 : PULLBACK_BLOCKS(problem->depth, deepest);
    blocks.depth = problem->depth > 0 ? PULLBACK_BLOCKS(problem->depth, steps) : 1;

    blocks.pack_lanes = problem->lane_l != 1
        || (packs_lanes_in_place(problem->columns) && problem->lane_p != blocks.vectors * LANES);
    // Broadcasts may come from anywhere, but rows far apart share few cache sets, or cost a page each; and where very many
    // lanes re-use them, a copy without gaps is worth its price.
    const bool is_far = problem->broadcast_p != 1 && problem->broadcast_p * size > 1024;
    blocks.pack_broadcast = problem->lanes >= 4 * LANES && problem->columns > 4 * BROADCASTS_MAXIMUM
        && (is_far || problem->lanes >= 64 * LANES);

    const ptrdiff_t widest = BLOCK_BYTES / (blocks.depth * size);
    blocks.lanes = pullback_even_block(problem->lanes, widest, 4 * LANES);
    blocks.columns = pullback_even_block(problem->columns, widest, BROADCASTS_MAXIMUM);
    if (blocks.columns > problem->columns) blocks.columns = problem->columns;
    return blocks;
}

/// Lets a micro-kernel ask for the next piece.
INLINE TARGET void ask_for_next_piece(pullback_ahead *next, micro_tile *tile) {
    tile->ahead = (const char *)tile->lane;
    tile->ahead_step = 0;
    if (next->rows == 0) return;
    tile->ahead = next->row + next->offset;
    tile->ahead_step = tile->depth > 0 ? PULLBACK_BLOCKS(next->piece, tile->depth) : 0;
    next->offset += next->piece;
    if (next->offset < next->bytes) return;
    next->offset = 0;
    next->row += next->stride;
    next->rows--;
}

/// The calls of micro-kernels that a block takes.
INLINE TARGET ptrdiff_t calls(ptrdiff_t lanes, ptrdiff_t columns, ptrdiff_t vectors) {
    return PULLBACK_BLOCKS(columns, BROADCASTS_MAXIMUM) * PULLBACK_BLOCKS(lanes, vectors * LANES);
}

/// What the block after the one at (r, p) is packed from, or nothing after the last.
INLINE TARGET pullback_ahead next_broadcast_block(const oriented *problem, const blocking *blocks, ptrdiff_t r,
                                                  ptrdiff_t p) {
    const ptrdiff_t size = sizeof(ELEMENT);
    p += blocks->depth;
    if (p >= problem->depth) {
        p = 0;
        r += blocks->columns;
    }
    if (problem->broadcast_r != 1 || r >= problem->columns) return (pullback_ahead){0};
    const ptrdiff_t columns = problem->columns - r < blocks->columns ? problem->columns - r : blocks->columns;
    const ptrdiff_t rows = problem->depth - p < blocks->depth ? problem->depth - p : blocks->depth;
    return pullback_in_pieces(problem->broadcast + r + p * problem->broadcast_p, problem->broadcast_p * size, rows,
                              columns * size, calls(blocks->lanes, blocks->columns, blocks->vectors));
}

typedef struct {
    int kernel;       // row of micro_kernels
    ptrdiff_t width;  // lanes, rounded up to whole vectors
    ptrdiff_t last;   // lanes in use in the last vector
} lane_tile;

INLINE TARGET lane_tile next_lane_tile(ptrdiff_t remaining, ptrdiff_t vectors) {
    if (vectors == 4 && remaining >= 4 * LANES) return (lane_tile){4, 4 * LANES, LANES};
    if (remaining >= 2 * LANES) return (lane_tile){2, 2 * LANES, LANES};
    if (remaining > LANES) return (lane_tile){3, 2 * LANES, remaining - LANES};
    return (lane_tile){remaining == LANES ? 0 : 1, LANES, remaining};
}

// One block: every register tile of `lanes` × `columns`. Panels null where an operand is used in place.
INLINE TARGET void contract_tiles(const oriented *block, const blocking *blocks, const ELEMENT *lane_panels,
                                  const ELEMENT *broadcast_panels, pullback_ahead *next) {
    const ptrdiff_t tiles = PULLBACK_BLOCKS(block->columns, BROADCASTS_MAXIMUM);
    const enum pullback_layout layout =
        broadcast_panels ? PULLBACK_PANEL : block->broadcast_p == 1 ? PULLBACK_ALONG_P : PULLBACK_STRIDED;
    lane_tile shape;
    micro_tile tile = {.depth = block->depth, .c_l = block->c_l, .c_r = block->c_r, .scale = block->scale,
                       .accumulate = block->accumulate};
    for (ptrdiff_t l = 0; l < block->lanes; l += shape.width) {
        shape = next_lane_tile(block->lanes - l, blocks->vectors);
        tile.last = shape.last;
        tile.lane = lane_panels ? lane_panels + l * block->depth : block->lane + l;
        tile.lane_p = lane_panels ? shape.width : block->lane_p;
        ptrdiff_t r = 0;
        for (ptrdiff_t each = 0; each < tiles; each++) {
            const ptrdiff_t width = pullback_tile_columns(block->columns, tiles, each);
            tile.broadcast = broadcast_panels ? broadcast_panels + r * block->depth
                                              : block->broadcast + r * block->broadcast_r;
            tile.broadcast_r = broadcast_panels ? 1 : block->broadcast_r;
            tile.broadcast_p = broadcast_panels ? width : block->broadcast_p;
            tile.c = block->c + l * block->c_l + r * block->c_r;
            ask_for_next_piece(next, &tile);
            micro_kernels[layout][shape.kernel][width - 1](&tile);
            r += width;
        }
    }
}

INLINE TARGET void pack_lane_block(const oriented *block, const blocking *blocks, ELEMENT *panels) {
    lane_tile shape;
    for (ptrdiff_t l = 0; l < block->lanes; l += shape.width) {
        shape = next_lane_tile(block->lanes - l, blocks->vectors);
        ptrdiff_t lanes = block->lanes - l < shape.width ? block->lanes - l : shape.width;
        pack_lane_panel(lanes, block->depth, block->lane + l * block->lane_l, block->lane_l, block->lane_p,
                        panels + l * block->depth, shape.width);
    }
}

INLINE TARGET void contract_outer(const oriented *problem, ELEMENT *scratch) {
    const blocking blocks = plan(problem);
    ELEMENT *lane_panels = NULL, *broadcast_panels = NULL;
    if (blocks.pack_lanes || blocks.pack_broadcast) scratch = aligned_scratch(scratch);
    if (blocks.pack_lanes) lane_panels = scratch;
    if (blocks.pack_broadcast)
        broadcast_panels = scratch + (blocks.pack_lanes ? PULLBACK_BLOCKS(blocks.lanes * blocks.depth, LANES) * LANES : 0);

    const bool lanes_stay = blocks.lanes >= problem->lanes && blocks.depth == problem->depth;
    bool lanes_packed = false;
    pullback_ahead nothing = {0};
    pullback_ahead callers =
        pullback_in_pieces(problem->next, 0, problem->next_bytes > 0, problem->next_bytes,
                           calls(problem->lanes, problem->columns, blocks.vectors)
                               * PULLBACK_BLOCKS(problem->depth > 0 ? problem->depth : 1, blocks.depth));
    oriented block = *problem;
    for (ptrdiff_t r = 0; r < problem->columns; r += blocks.columns) {
        block.columns = problem->columns - r < blocks.columns ? problem->columns - r : blocks.columns;
        ptrdiff_t p = 0;
        do {
            block.depth = problem->depth - p < blocks.depth ? problem->depth - p : blocks.depth;
            block.broadcast = problem->broadcast + r * problem->broadcast_r + p * problem->broadcast_p;
            block.accumulate = problem->accumulate || p > 0;
            if (broadcast_panels)
                pack_broadcast(block.columns, PULLBACK_BLOCKS(block.columns, BROADCASTS_MAXIMUM), block.depth,
                               block.broadcast, block.broadcast_r, block.broadcast_p, broadcast_panels);
            for (ptrdiff_t l = 0; l < problem->lanes; l += blocks.lanes) {
                block.lanes = problem->lanes - l < blocks.lanes ? problem->lanes - l : blocks.lanes;
                block.lane = problem->lane + l * problem->lane_l + p * problem->lane_p;
                block.c = problem->c + l * problem->c_l + r * problem->c_r;
                if (lane_panels && !(lanes_stay && lanes_packed)) pack_lane_block(&block, &blocks, lane_panels);
                lanes_packed = true;
                // The panels serve every block of lanes: what the next ones are packed from is asked for during the last.
                const bool last = l + blocks.lanes >= problem->lanes;
                pullback_ahead own = last && broadcast_panels ? next_broadcast_block(problem, &blocks, r, p) : nothing;
                contract_tiles(&block, &blocks, lane_panels, broadcast_panels, broadcast_panels ? &own : &callers);
            }
            p += blocks.depth;
        } while (p < problem->depth);
    }
}

INLINE TARGET size_t contract_outer_scratch(const oriented *problem) {
    const blocking blocks = plan(problem);
    if (!blocks.pack_lanes && !blocks.pack_broadcast) return 0;
    ptrdiff_t elements = ALIGNMENT / (ptrdiff_t)sizeof(ELEMENT);
    if (blocks.pack_lanes) elements += PULLBACK_BLOCKS(blocks.lanes * blocks.depth, LANES) * LANES;
    if (blocks.pack_broadcast) elements += blocks.columns * blocks.depth;
    return (size_t)elements;
}

// Orientation, blocking and the loops around the micro-kernels.

#include "TransposeUnit.h"
#include "MicroKernel.body.h"
#include "Packing.body.h"

#define oriented NAME(oriented)
#define blocking NAME(blocking)
#define lane_cycles NAME(lane_cycles)
#define inner_cycles NAME(inner_cycles)
#define oriented_to NAME(oriented_to)
#define orient NAME(orient)
#define plan NAME(plan)
#define lane_tile NAME(lane_tile)
#define next_lane_tile NAME(next_lane_tile)
#define pack_lane_block NAME(pack_lane_block)
#define contract_tiles NAME(contract_tiles)
#define contract_block NAME(contract_block)
#define contract_lanes NAME(contract_lanes)

#ifndef PULLBACK_CONTRACTION_COMMON
#define PULLBACK_CONTRACTION_COMMON
// Cache blocks, in bytes: a lane panel for the first-level cache, blocks of both operands for the second.
#define LANE_PANEL_BYTES 20480
#define DEPTH_MINIMUM 192
#define BLOCK_BYTES 327680
#define ALIGNMENT 64
#define PULLBACK_BLOCKS(total, block) (((total) + (block) - 1) / (block))
#endif

/// The problem once it is decided what runs along the lanes. The lane operand's dimension is i or j; the other
/// dimension is that of the columns.
typedef struct {
    ptrdiff_t lanes, columns, depth;
    const ELEMENT *lane;
    ptrdiff_t lane_l, lane_p;
    const ELEMENT *broadcast;
    ptrdiff_t broadcast_r, broadcast_p;
    ELEMENT *c;
    ptrdiff_t c_l, c_r;
    ELEMENT scale;
    bool accumulate;
    bool inner;     // vectors run along p instead, in both operands
} oriented;

#include "InnerProduct.body.h"

typedef struct {
    ptrdiff_t vectors;                    // of a full register tile
    ptrdiff_t lanes, columns, depth;      // of a cache block
    bool pack_lanes, pack_broadcast;
} blocking;

// Rough counts of cycles, only to compare the ways to do the same.

INLINE TARGET ptrdiff_t lane_cycles(const oriented *way) {
    ptrdiff_t multiply_adds = PULLBACK_BLOCKS(way->lanes, LANES) * way->columns * way->depth / 2;
    ptrdiff_t packing = way->lane_l == 1 ? 0 : way->lanes * way->depth / 3;
    ptrdiff_t storing = way->c_l == 1 ? 0 : way->lanes * way->columns / (way->c_r == 1 ? 2 : 1);
    return multiply_adds + packing + storing;
}

INLINE TARGET ptrdiff_t inner_cycles(const oriented *way) {
    ptrdiff_t multiply_adds = way->lanes * way->columns * PULLBACK_BLOCKS(way->depth, LANES) / 2;
    ptrdiff_t packing = way->broadcast_p == 1 ? 0 : way->columns * way->depth / 2;
    ptrdiff_t folding = way->lanes * way->columns * 4 / 3 + (way->c_l == 1 ? 0 : way->lanes * way->columns);
    return multiply_adds + packing + folding;
}

INLINE TARGET oriented orient(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const ELEMENT *a, ptrdiff_t a_i, ptrdiff_t a_p,
                              const ELEMENT *b, ptrdiff_t b_p, ptrdiff_t b_j, ELEMENT *c, ptrdiff_t c_i,
                              ptrdiff_t c_j, ELEMENT scale, bool accumulate) {
    oriented along_i = {m, n, k, a, a_i, a_p, b, b_j, b_p, c, c_i, c_j, scale, accumulate, false};
    oriented along_j = {n, m, k, b, b_j, b_p, a, a_i, a_p, c, c_j, c_i, scale, accumulate, false};
    oriented best = along_i;
    ptrdiff_t fewest = lane_cycles(&along_i), cycles = lane_cycles(&along_j);
    if (cycles < fewest) { best = along_j; fewest = cycles; }
    along_i.inner = along_j.inner = true;
    if (a_p == 1 && (cycles = inner_cycles(&along_i)) < fewest) { best = along_i; fewest = cycles; }
    if (b_p == 1 && (cycles = inner_cycles(&along_j)) < fewest) best = along_j;
    return best;
}

INLINE TARGET blocking plan(const oriented *problem) {
    const ptrdiff_t size = sizeof(ELEMENT);
    blocking blocks;
    // Few columns leave registers for more vectors, and need them to fill the units' pipelines.
    blocks.vectors = problem->columns * 4 <= ACCUMULATORS || ACCUMULATORS == 24 ? 4 : 2;

    ptrdiff_t deepest = LANE_PANEL_BYTES / (blocks.vectors * VECTOR_BYTES);
    if (deepest < DEPTH_MINIMUM) deepest = DEPTH_MINIMUM;
    ptrdiff_t steps = problem->depth <= deepest ? 1 : PULLBACK_BLOCKS(problem->depth, deepest);
    blocks.depth = PULLBACK_BLOCKS(problem->depth, steps);

    // The lane operand must be packed when it is not contiguous, and is when many columns re-use it.
    blocks.pack_lanes = problem->lane_l != 1
        || (problem->columns > 4 * BROADCASTS_MAXIMUM && problem->lane_p != blocks.vectors * LANES);
    // Broadcasts may come from anywhere, but rows far apart cost a page or a cache set each.
    blocks.pack_broadcast = problem->lanes >= 4 * LANES && problem->columns > 4 * BROADCASTS_MAXIMUM
        && problem->broadcast_p != 1 && problem->broadcast_p * size > 4096;

    const ptrdiff_t widest = BLOCK_BYTES / (deepest * size);
    blocks.lanes = widest / (4 * LANES) * (4 * LANES);
    if (blocks.lanes > problem->lanes) blocks.lanes = PULLBACK_BLOCKS(problem->lanes, LANES) * LANES;
    blocks.columns = widest / BROADCASTS_MAXIMUM * BROADCASTS_MAXIMUM;
    if (blocks.columns > problem->columns) blocks.columns = problem->columns;
    return blocks;
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
                                  const ELEMENT *broadcast_panels) {
    const ptrdiff_t tiles = PULLBACK_BLOCKS(block->columns, BROADCASTS_MAXIMUM);
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
            micro_kernels[shape.kernel][width - 1](&tile);
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

INLINE TARGET void contract_lanes(const oriented *problem, ELEMENT *scratch) {
    const blocking blocks = plan(problem);
    ELEMENT *lane_panels = NULL, *broadcast_panels = NULL;
    if (blocks.pack_lanes || blocks.pack_broadcast)
        scratch = (ELEMENT *)(((uintptr_t)scratch + ALIGNMENT - 1) & ~(uintptr_t)(ALIGNMENT - 1));
    if (blocks.pack_lanes) lane_panels = scratch;
    if (blocks.pack_broadcast)
        broadcast_panels = scratch + (blocks.pack_lanes ? PULLBACK_BLOCKS(blocks.lanes * blocks.depth, LANES) * LANES : 0);

    const bool lanes_stay = blocks.lanes >= problem->lanes && blocks.depth == problem->depth;
    bool lanes_packed = false;
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
                contract_tiles(&block, &blocks, lane_panels, broadcast_panels);
            }
            p += blocks.depth;
        } while (p < problem->depth);
    }
}

static TARGET void NAME(contract)(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const ELEMENT *a, ptrdiff_t a_i, ptrdiff_t a_p,
                            const ELEMENT *b, ptrdiff_t b_p, ptrdiff_t b_j, ELEMENT *c, ptrdiff_t c_i, ptrdiff_t c_j,
                            ELEMENT scale, bool accumulate, ELEMENT *scratch) {
    if (m <= 0 || n <= 0) return;
    const oriented problem = orient(m, n, k, a, a_i, a_p, b, b_p, b_j, c, c_i, c_j, scale, accumulate);
    if (problem.inner) contract_inner(&problem, scratch);
    else contract_lanes(&problem, scratch);
}

static TARGET size_t NAME(contract_scratch)(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, ptrdiff_t a_i, ptrdiff_t a_p,
                                      ptrdiff_t b_p, ptrdiff_t b_j, ptrdiff_t c_i, ptrdiff_t c_j) {
    if (m <= 0 || n <= 0) return 0;
    const oriented problem = orient(m, n, k, NULL, a_i, a_p, NULL, b_p, b_j, NULL, c_i, c_j, 1, false);
    if (problem.inner) return contract_inner_scratch(&problem);
    const blocking blocks = plan(&problem);
    if (!blocks.pack_lanes && !blocks.pack_broadcast) return 0;
    ptrdiff_t elements = ALIGNMENT / (ptrdiff_t)sizeof(ELEMENT);
    if (blocks.pack_lanes) elements += PULLBACK_BLOCKS(blocks.lanes * blocks.depth, LANES) * LANES;
    if (blocks.pack_broadcast) elements += blocks.columns * blocks.depth;
    return (size_t)elements;
}

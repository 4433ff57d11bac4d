// The unit of transposition of one instance (see Instantiate.h): LANES rows by 128 bits of columns.
//
// Vector q gathers the 128-bit pieces of rows q, q + COLUMNS, q + 2·COLUMNS …: loads with an insertion, no shuffle. What
// remains is a COLUMNS × COLUMNS transposition inside every 128-bit lane, which is what unpack instructions do.
// There is no include guard: it is included once for every instance.

#ifndef PULLBACK_TRANSPOSE_COMMON
#define PULLBACK_TRANSPOSE_COMMON
#define pairs NAME(pairs)
#define gather_pieces NAME(gather_pieces)
#define transpose_pieces NAME(transpose_pieces)
#define transpose_unit NAME(transpose_unit)
#define UNIT_COLUMNS (128 / ELEMENT_BITS)
#define PULLBACK_LOW_64(a, b) ((vector)__builtin_shufflevector((pairs)(a), (pairs)(b), LOW_64))
#define PULLBACK_HIGH_64(a, b) ((vector)__builtin_shufflevector((pairs)(a), (pairs)(b), HIGH_64))
#endif

#undef LOW_64
#undef HIGH_64
#undef LOW_32
#undef HIGH_32
#if VECTOR_BYTES == 16
#define LOW_64 0, 2
#define HIGH_64 1, 3
#define LOW_32 0, 4, 1, 5
#define HIGH_32 2, 6, 3, 7
#elif VECTOR_BYTES == 32
#define LOW_64 0, 4, 2, 6
#define HIGH_64 1, 5, 3, 7
#define LOW_32 0, 8, 1, 9, 4, 12, 5, 13
#define HIGH_32 2, 10, 3, 11, 6, 14, 7, 15
#else
#define LOW_64 0, 8, 2, 10, 4, 12, 6, 14
#define HIGH_64 1, 9, 3, 11, 5, 13, 7, 15
#define LOW_32 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29
#define HIGH_32 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31
#endif

typedef double pairs __attribute__((vector_size(VECTOR_BYTES)));

/// The 128 bits at each of the rows first, first + UNIT_COLUMNS, …, side by side.
INLINE TARGET vector gather_pieces(const ELEMENT *source, const ptrdiff_t *rows, const int first) {
#define PULLBACK_PIECE(each) (*(const quarter_unaligned *)(source + rows[first + (each) * UNIT_COLUMNS]))
#define PULLBACK_PIECE_64(each) ((__attribute__((vector_size(16))) double)PULLBACK_PIECE(each))
#if VECTOR_BYTES == 16
    return PULLBACK_PIECE(0);
#elif VECTOR_BYTES == 32
    return (vector)__builtin_shufflevector(PULLBACK_PIECE_64(0), PULLBACK_PIECE_64(1), 0, 1, 2, 3);
#else
    return (vector)__builtin_shufflevector(
        __builtin_shufflevector(PULLBACK_PIECE_64(0), PULLBACK_PIECE_64(1), 0, 1, 2, 3),
        __builtin_shufflevector(PULLBACK_PIECE_64(2), PULLBACK_PIECE_64(3), 0, 1, 2, 3), 0, 1, 2, 3, 4, 5, 6, 7);
#endif
#undef PULLBACK_PIECE
#undef PULLBACK_PIECE_64
}

/// Transposes the UNIT_COLUMNS × UNIT_COLUMNS elements that the vectors hold in every 128-bit lane.
INLINE TARGET void transpose_pieces(vector each[UNIT_COLUMNS]) {
#if ELEMENT_BITS == 32
    vector ab_low = __builtin_shufflevector(each[0], each[1], LOW_32);
    vector ab_high = __builtin_shufflevector(each[0], each[1], HIGH_32);
    vector cd_low = __builtin_shufflevector(each[2], each[3], LOW_32);
    vector cd_high = __builtin_shufflevector(each[2], each[3], HIGH_32);
    each[0] = PULLBACK_LOW_64(ab_low, cd_low);
    each[1] = PULLBACK_HIGH_64(ab_low, cd_low);
    each[2] = PULLBACK_LOW_64(ab_high, cd_high);
    each[3] = PULLBACK_HIGH_64(ab_high, cd_high);
#else
    vector a = each[0], b = each[1];
    each[0] = PULLBACK_LOW_64(a, b);
    each[1] = PULLBACK_HIGH_64(a, b);
#endif
}

/// columns[c] lane l = source[rows[l] + c], for LANES rows and UNIT_COLUMNS columns.
INLINE TARGET void transpose_unit(const ELEMENT *source, const ptrdiff_t *rows, vector columns[UNIT_COLUMNS]) {
    UNROLL for (int first = 0; first < UNIT_COLUMNS; first++) columns[first] = gather_pieces(source, rows, first);
    transpose_pieces(columns);
}

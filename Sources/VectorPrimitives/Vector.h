// The vector of one instance (see Instantiate.h): its types, and loads, stores and selection by lane.
// There is no include guard: it is included once for every instance.

#ifndef PULLBACK_VECTOR_COMMON
#define PULLBACK_VECTOR_COMMON

#include <stdint.h>
#include <stddef.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

// `sum += a * b` is one fused instruction wherever the set has it.
#pragma STDC FP_CONTRACT ON

#define INLINE static inline __attribute__((always_inline, unused))
#define vector NAME(vector)
#define vector_bits NAME(vector_bits)
#define vector_unsigned NAME(vector_unsigned)
#define vector_unaligned NAME(vector_unaligned)
#define quarter NAME(quarter)
#define quarter_unaligned NAME(quarter_unaligned)
#define load NAME(load)
#define store NAME(store)
#define splat NAME(splat)
#define load_first NAME(load_first)
#define store_first NAME(store_first)
#define select NAME(select)
#define UNROLL _Pragma("clang loop unroll(full)")

#endif

typedef ELEMENT vector __attribute__((vector_size(VECTOR_BYTES)));
typedef BITS vector_bits __attribute__((vector_size(VECTOR_BYTES)));
#if ELEMENT_BITS == 32
typedef uint32_t vector_unsigned __attribute__((vector_size(VECTOR_BYTES)));
#else
typedef uint64_t vector_unsigned __attribute__((vector_size(VECTOR_BYTES)));
#endif
typedef ELEMENT vector_unaligned __attribute__((vector_size(VECTOR_BYTES), aligned(ELEMENT_BITS / 8), may_alias));

// 128 bits: the unit of transposition.
typedef ELEMENT quarter __attribute__((vector_size(16)));
typedef ELEMENT quarter_unaligned __attribute__((vector_size(16), aligned(ELEMENT_BITS / 8), may_alias));

INLINE TARGET vector load(const ELEMENT *address) {
    return *(const vector_unaligned *)address;
}

INLINE TARGET void store(ELEMENT *address, vector value) {
    *(vector_unaligned *)address = value;
}

INLINE TARGET vector splat(ELEMENT value) {
    return value - (vector){0}; // not `value + 0`: that would turn -0 into +0
}

/// `yes` in the lanes where `mask` has all bits set, `no` where it has none.
INLINE TARGET vector select(vector_bits mask, vector yes, vector no) {
    return (vector)((mask & (vector_bits)yes) | (~mask & (vector_bits)no));
}

/// The first `count` elements, 1...LANES, and zero in the other lanes; reads nothing beyond them.
INLINE TARGET vector load_first(const ELEMENT *address, ptrdiff_t count) {
#if MASKED == 512 && ELEMENT_BITS == 32
    return (vector)_mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), address);
#elif MASKED == 512
    return (vector)_mm512_maskz_loadu_pd((__mmask8)((1u << count) - 1), address);
#elif MASKED == 256 && ELEMENT_BITS == 32
    __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    return (vector)_mm256_maskload_ps(address, _mm256_cmpgt_epi32(_mm256_set1_epi32((int)count), lane));
#elif MASKED == 256
    __m256i lane = _mm256_setr_epi64x(0, 1, 2, 3);
    return (vector)_mm256_maskload_pd(address, _mm256_cmpgt_epi64(_mm256_set1_epi64x(count), lane));
#else
    vector value = {0};
    switch (count) {
    case 1: memcpy(&value, address, sizeof(ELEMENT)); break;
    case 2: memcpy(&value, address, 2 * sizeof(ELEMENT)); break;
#if ELEMENT_BITS == 32
    case 3: memcpy(&value, address, 3 * sizeof(ELEMENT)); break;
    default: value = load(address);
#endif
    }
    return value;
#endif
}

/// Writes the first `count` lanes, 1...LANES, and nothing beyond them.
INLINE TARGET void store_first(ELEMENT *address, vector value, ptrdiff_t count) {
#if MASKED == 512 && ELEMENT_BITS == 32
    _mm512_mask_storeu_ps(address, (__mmask16)((1u << count) - 1), (__m512)value);
#elif MASKED == 512
    _mm512_mask_storeu_pd(address, (__mmask8)((1u << count) - 1), (__m512d)value);
#else
    // In powers of two: masked stores of AVX are microcoded on several processors.
    ELEMENT lanes[LANES];
    memcpy(lanes, &value, sizeof lanes);
    ptrdiff_t done = 0;
#if LANES > 4
    if (count & 8) { memcpy(address, lanes, 8 * sizeof(ELEMENT)); done += 8; }
#endif
#if LANES > 2
    if (count & 4) { memcpy(address + done, lanes + done, 4 * sizeof(ELEMENT)); done += 4; }
#endif
    if (count & 2) { memcpy(address + done, lanes + done, 2 * sizeof(ELEMENT)); done += 2; }
    if (count & 1) address[done] = lanes[done];
#endif
}

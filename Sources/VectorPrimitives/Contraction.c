#include "Contraction.h"

#include "Dispatch.h"

#define BODY "Contraction.body.h"
#include "Instantiate.h"

void pullback_contract_f32(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t a_i, ptrdiff_t a_p,
                           const float *b, ptrdiff_t b_p, ptrdiff_t b_j, float *c, ptrdiff_t c_i, ptrdiff_t c_j,
                           float scale, bool accumulate, float *scratch, const void *next, size_t next_bytes) {
    PULLBACK_DISPATCH(contract, f32, m, n, k, a, a_i, a_p, b, b_p, b_j, c, c_i, c_j, scale, accumulate, scratch, next,
                      next_bytes);
}

void pullback_contract_f64(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const double *a, ptrdiff_t a_i, ptrdiff_t a_p,
                           const double *b, ptrdiff_t b_p, ptrdiff_t b_j, double *c, ptrdiff_t c_i, ptrdiff_t c_j,
                           double scale, bool accumulate, double *scratch, const void *next, size_t next_bytes) {
    PULLBACK_DISPATCH(contract, f64, m, n, k, a, a_i, a_p, b, b_p, b_j, c, c_i, c_j, scale, accumulate, scratch, next,
                      next_bytes);
}

size_t pullback_contract_scratch_f32(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, ptrdiff_t a_i, ptrdiff_t a_p,
                                     ptrdiff_t b_p, ptrdiff_t b_j, ptrdiff_t c_i, ptrdiff_t c_j) {
    return PULLBACK_DISPATCH(contract_scratch, f32, m, n, k, a_i, a_p, b_p, b_j, c_i, c_j);
}

size_t pullback_contract_scratch_f64(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, ptrdiff_t a_i, ptrdiff_t a_p,
                                     ptrdiff_t b_p, ptrdiff_t b_j, ptrdiff_t c_i, ptrdiff_t c_j) {
    return PULLBACK_DISPATCH(contract_scratch, f64, m, n, k, a_i, a_p, b_p, b_j, c_i, c_j);
}

size_t pullback_contract_scratch_limit_f32(void) {
    return (2 * BLOCK_BYTES + 4 * ALIGNMENT) / sizeof(float);
}

size_t pullback_contract_scratch_limit_f64(void) {
    return (2 * BLOCK_BYTES + 4 * ALIGNMENT) / sizeof(double);
}

// exp, log and what follows from them, one vector at a time. See VectorMath.h for the sources.

#ifndef PULLBACK_VECTOR_MATH_COMMON
#define PULLBACK_VECTOR_MATH_COMMON
#include "MathConstants.h"

#define absolute NAME(absolute)
#define with_sign_of NAME(with_sign_of)
#define polynomial NAME(polynomial)
#define power_of_two NAME(power_of_two)
#define reduce_by_log_2 NAME(reduce_by_log_2)
#define expm1_reduced NAME(expm1_reduced)
#define exp_unclamped NAME(exp_unclamped)
#define exp_of NAME(exp_of)
#define expm1_of NAME(expm1_of)
#define split_exponent NAME(split_exponent)
#define log_split NAME(log_split)
#define log_of NAME(log_of)
#define log1p_finite NAME(log1p_finite)
#define log1p_of NAME(log1p_of)
#define tanh_of NAME(tanh_of)
#define sigmoid_of NAME(sigmoid_of)
#define softplus_of NAME(softplus_of)
#define erf_of NAME(erf_of)

#define COEFFICIENTS(name) PULLBACK_COEFFICIENTS(name, SUFFIX)
#define PULLBACK_COEFFICIENTS(name, suffix) PULLBACK_COEFFICIENTS_(name, suffix)
#define PULLBACK_COEFFICIENTS_(name, suffix) pullback_coefficients_##name##_##suffix
#define EVALUATE(name, x)                                                                                            \
    polynomial(COEFFICIENTS(name), (int)(sizeof COEFFICIENTS(name) / sizeof(ELEMENT)), (x))
#endif

#undef FRACTION_BITS
#undef BIAS
#undef LOG_2_HIGH
#undef LOG_2_LOW
#undef EXP_HIGHEST
#undef EXP_LOWEST
#undef EXPM1_LOWEST
#undef SMALLEST_NORMAL
#undef DENORMAL_SHIFT
#undef TANH_ONE
#undef ERF_ONE
#if ELEMENT_BITS == 32
#define FRACTION_BITS 23
#define BIAS 127
#define LOG_2_HIGH 0x1.62e4p-1f // 16 bits: its product with any exponent is exact
#define LOG_2_LOW 0x1.7f7d1cf79abcap-20f
#define EXP_HIGHEST 89.0f    // exp overflows from here on
#define EXP_LOWEST -104.0f   // exp rounds to 0 from here down
#define EXPM1_LOWEST -30.0f  // expm1 rounds to −1 from here down
#define SMALLEST_NORMAL 0x1p-126f
#define DENORMAL_SHIFT 25
#define TANH_ONE 10.0f       // tanh and erf round to 1 from here on
#define ERF_ONE 4.0f
#else
#define FRACTION_BITS 52
#define BIAS 1023
#define LOG_2_HIGH 0x1.62e42feep-1
#define LOG_2_LOW 0x1.a39ef35793c76p-33
#define EXP_HIGHEST 710.0
#define EXP_LOWEST -746.0
#define EXPM1_LOWEST -60.0
#define SMALLEST_NORMAL 0x1p-1022
#define DENORMAL_SHIFT 54
#define TANH_ONE 20.0
#define ERF_ONE 6.0
#endif

INLINE TARGET vector absolute(vector x) {
    return (vector)((vector_bits)x & ~(vector_bits)splat((ELEMENT)-0.0));
}

INLINE TARGET vector with_sign_of(vector magnitude, vector sign) {
    vector_bits sign_bit = (vector_bits)splat((ELEMENT)-0.0);
    return (vector)(((vector_bits)magnitude & ~sign_bit) | ((vector_bits)sign & sign_bit));
}

// Horner's rule: vectors that follow one another fill the pipeline.
INLINE TARGET vector polynomial(const ELEMENT *coefficients, const int count, vector x) {
    vector sum = splat(coefficients[count - 1]);
    UNROLL for (int each = count - 2; each >= 0; each--) sum = sum * x + splat(coefficients[each]);
    return sum;
}

/// 2^(biased − BIAS), for biased from 1 to 2·BIAS.
INLINE TARGET vector power_of_two(vector_bits biased) {
    return (vector)(biased << FRACTION_BITS);
}

/// n = x / log 2 rounded to an integer, and r = x − n·log 2. Adding 1.5·2^FRACTION_BITS does the rounding and leaves n
/// in the low bits; for NaN, n is anything and r is NaN.
INLINE TARGET vector_bits reduce_by_log_2(vector x, vector *r) {
    const vector shift = splat((ELEMENT)1.5 * (ELEMENT)((BITS)1 << FRACTION_BITS));
    vector shifted = x * splat((ELEMENT)0x1.71547652b82fep+0) + shift;
    vector n = shifted - shift;
    *r = (x - n * splat(LOG_2_HIGH)) - n * splat(LOG_2_LOW);
    return (vector_bits)shifted - (vector_bits)shift;
}

INLINE TARGET vector expm1_reduced(vector r) {
    return r + r * r * EVALUATE(expm1, r);
}

/// exp for arguments from EXP_LOWEST to EXP_HIGHEST. The power of two is applied in two halves, so that the result may
/// be denormal or overflow.
INLINE TARGET vector exp_unclamped(vector x) {
    vector r;
    vector_bits biased_twice = reduce_by_log_2(x, &r) + 2 * BIAS;
    vector_bits half = (vector_bits)((vector_unsigned)biased_twice >> 1);
    return (1 + expm1_reduced(r)) * power_of_two(half) * power_of_two(biased_twice - half);
}

INLINE TARGET vector exp_of(vector x) {
    x = select(x > EXP_HIGHEST, splat(EXP_HIGHEST), x);
    x = select(x < EXP_LOWEST, splat(EXP_LOWEST), x);
    return exp_unclamped(x);
}

/// 2^n·(expm1 r + 1) − 1, halved inside so that n may be one more than the format's largest exponent.
INLINE TARGET vector expm1_of(vector x) {
    vector clamped = select(x > EXP_HIGHEST, splat(EXP_HIGHEST), x);
    clamped = select(clamped < EXPM1_LOWEST, splat(EXPM1_LOWEST), clamped);
    vector r;
    vector_bits n = reduce_by_log_2(clamped, &r);
    vector reduced = expm1_reduced(r);
    vector half_power = power_of_two(n + (BIAS - 1));
    vector scaled = 2 * (half_power * reduced + (half_power - (ELEMENT)0.5));
    // n = 0: halving would lose the last bit of a denormal.
    return with_sign_of(select(n == 0, reduced, scaled), x);
}

/// x = 2^e·(1 + f), 1 + f from √½ to √2, for normal positive x; returns f.
INLINE TARGET vector split_exponent(vector x, vector *e) {
    const vector_bits one = (vector_bits)splat(1), root = (vector_bits)splat((ELEMENT)0x1.6a09e667f3bcdp-1);
    vector_bits biased = (vector_bits)((vector_unsigned)((vector_bits)x - root + one) >> FRACTION_BITS);
    // An integer below 2^FRACTION_BITS becomes a number by writing it into the fraction of 2^FRACTION_BITS.
    const vector base = splat((ELEMENT)((BITS)1 << FRACTION_BITS));
    *e = (vector)(biased | (vector_bits)base) - (base + BIAS);
    return (vector)((vector_bits)x - (biased << FRACTION_BITS) + one) - 1;
}

/// e·log 2 + log(1 + f) + c, c a small correction.
INLINE TARGET vector log_split(vector e, vector f, vector c) {
    vector s = f / (2 + f), z = s * s;
    vector rest = z * EVALUATE(log, z), half_square = (ELEMENT)0.5 * f * f;
    vector low = s * (half_square + rest) + (e * splat(LOG_2_LOW) + c);
    return e * splat(LOG_2_HIGH) - ((half_square - low) - f);
}

INLINE TARGET vector log_of(vector x) {
    vector_bits denormal = x < SMALLEST_NORMAL;
    vector normal = select(denormal, x * (ELEMENT)((BITS)1 << DENORMAL_SHIFT), x), e;
    vector f = split_exponent(normal, &e);
    e -= select(denormal, splat(DENORMAL_SHIFT), splat(0));
    vector result = log_split(e, f, splat(0));
    vector special = select(x == 0, splat(-(ELEMENT)INFINITY), select(x < 0, splat((ELEMENT)NAN), x));
    return select((x > 0) & (x < (ELEMENT)INFINITY), result, special);
}

/// log(1 + x) for −1 < x < ∞ and NaN: where 1 + x rounds, c restores what was lost.
INLINE TARGET vector log1p_finite(vector x) {
    vector u = 1 + x, e;
    vector f = split_exponent(u, &e);
    vector c = select(x > 1, 1 - (u - x), x - (u - 1)) / u;
    vector_bits near_zero = (x > (ELEMENT)-0.29) & (x < (ELEMENT)0.41);
    return log_split(select(near_zero, splat(0), e), select(near_zero, x, f), select(near_zero, splat(0), c));
}

INLINE TARGET vector log1p_of(vector x) {
    vector result = with_sign_of(log1p_finite(x), x);
    vector special = select(x == -1, splat(-(ELEMENT)INFINITY), select(x < -1, splat((ELEMENT)NAN), x));
    return select((x > -1) & (x < (ELEMENT)INFINITY), result, special);
}

/// t/(t + 2), t = expm1(2|x|): no cancellation anywhere.
INLINE TARGET vector tanh_of(vector x) {
    vector magnitude = absolute(x);
    magnitude = select(magnitude > TANH_ONE, splat(TANH_ONE), magnitude);
    vector t = expm1_of(2 * magnitude);
    return with_sign_of(t / (t + 2), x);
}

INLINE TARGET vector sigmoid_of(vector x) {
    vector e = exp_of(-absolute(x));
    return select(x < 0, e, splat(1)) / (1 + e);
}

INLINE TARGET vector softplus_of(vector x) {
    return select(x > 0, x, splat(0)) + log1p_finite(exp_of(-absolute(x)));
}

INLINE TARGET vector erf_of(vector x) {
    vector magnitude = absolute(x);
    vector clamped = select(magnitude > ERF_ONE, splat(ERF_ONE), magnitude);
    vector near = x + x * EVALUATE(erf, x * x);
    vector far = 1 - exp_unclamped(EVALUATE(log_erfc, clamped - 1));
    return select(magnitude < 1, near, with_sign_of(far, x));
}

// The last, incomplete vector goes through the same arithmetic.
#define PULLBACK_MAP(function)                                                                                       \
    static TARGET void NAME(function)(size_t n, const ELEMENT *x, ELEMENT *y) {                                      \
        size_t q = 0;                                                                                                \
        for (; q + LANES <= n; q += LANES) store(y + q, function##_of(load(x + q)));                                 \
        if (q < n) {                                                                                                 \
            ptrdiff_t rest = (ptrdiff_t)(n - q);                                                                     \
            store_first(y + q, function##_of(load_first(x + q, rest)), rest);                                        \
        }                                                                                                            \
    }

PULLBACK_MAP(exp)
PULLBACK_MAP(expm1)
PULLBACK_MAP(log)
PULLBACK_MAP(log1p)
PULLBACK_MAP(tanh)
PULLBACK_MAP(sigmoid)
PULLBACK_MAP(softplus)
PULLBACK_MAP(erf)
#undef PULLBACK_MAP

// The numbers of VectorMath.body.h: polynomial coefficients, lowest power first, and the constants of the formats.
//
// The coefficients are minimax, computed by this project with Remez's algorithm in 60 digits, the error weighted to the
// result's relative error, and rounded to the format. "Error" is that of the polynomial before rounding.
#ifndef PULLBACK_MATH_CONSTANTS_H
#define PULLBACK_MATH_CONSTANTS_H

// expm1 r = r + r²·P(r), |r| ≤ log(2)/2. Error 2^−31.8 and 2^−58.3 of expm1 r.
static const float pullback_coefficients_expm1_f32[] = {
    0x1.0000000p-1f, 0x1.5555560p-3f, 0x1.55549c0p-5f, 0x1.11101a0p-7f, 0x1.6d86360p-10f, 0x1.a2a84e0p-13f,
};
static const double pullback_coefficients_expm1_f64[] = {
    0x1.0000000000001p-1, 0x1.5555555555557p-3, 0x1.5555555554d2ep-5, 0x1.11111111100c8p-7,
    0x1.6c16c16f0e1efp-10, 0x1.a01a01abf34c9p-13, 0x1.a019f38a8e279p-16, 0x1.71de020bc2627p-19,
    0x1.28023193195dbp-22, 0x1.af4e3b615c20ap-26, 0x1.e6329db6fbf6cp-30,
};

// log(1 + f) = 2 atanh s = 2s + s·z·P(z), s = f/(2 + f), z = s² ≤ (√2 − 1)⁴ ≈ 0.0295. Error 2^−30.2 and 2^−59.5.
static const float pullback_coefficients_log_f32[] = {
    0x1.55557a0p-1f, 0x1.995e920p-2f, 0x1.31e7ea0p-2f,
};
static const double pullback_coefficients_log_f64[] = {
    0x1.5555555555593p-1, 0x1.999999997f9dfp-2, 0x1.249249422daa6p-2, 0x1.c71c51d388ed2p-3,
    0x1.74664adaac827p-3, 0x1.39a0704d03895p-3, 0x1.2f133a6edd66dp-3,
};

// erf x = x + x·P(x²), |x| ≤ 1. Error 2^−29.6 and 2^−62.7.
static const float pullback_coefficients_erf_f32[] = {
    0x1.06eba80p-3f, -0x1.81273e0p-2f, 0x1.ce2cf80p-4f, -0x1.b7f90e0p-6f, 0x1.5405b20p-8f, -0x1.a3f7000p-11f,
    0x1.496a300p-14f,
};
static const double pullback_coefficients_erf_f64[] = {
    0x1.06eba8214db69p-3, -0x1.812746b0379e6p-2, 0x1.ce2f21a042b20p-4, -0x1.b82ce3128499dp-6,
    0x1.565bcd0db02f5p-8, -0x1.c02db3d8ed52fp-11, 0x1.f9a321a122eaep-14, -0x1.f4d1df39a88e3p-17,
    0x1.b9def1a25d43cp-20, -0x1.5f1d36e57e9d3p-23, 0x1.f7a41391f2137p-27, -0x1.386ac4ca4337ap-30,
    0x1.0579b4df66246p-34,
};

// log(erfc x) = P(x − 1), 1 ≤ x ≤ 4 (float) or 6 (double). Error 2^−29.8 and 2^−59.5 of erf x.
static const float pullback_coefficients_log_erfc_f32[] = {
    -0x1.d97fc00p+0f, -0x1.51c9aa0p+1f, -0x1.afad1c0p-1f, -0x1.53ff240p-5f, 0x1.4441220p-7f,
    -0x1.df8fc20p-10f, 0x1.86dd5a0p-13f,
};
static const double pullback_coefficients_log_erfc_f64[] = {
    -0x1.d97fbf27aa2a1p+0, -0x1.51c9b0006c237p+1, -0x1.afabc11a29553p-1, -0x1.5477f09c10969p-5,
    0x1.48c9d3ed58ac0p-7, -0x1.033f65e98b859p-9, 0x1.f1b398843595cp-13, 0x1.b8dd44d15e121p-16,
    -0x1.c7a4c31dd4444p-16, 0x1.4263b913d3ac7p-17, -0x1.1451c3f95f362p-19, 0x1.3103fb5edcf49p-23,
    0x1.a528f647ec0cap-24, -0x1.c0fb135cd7ab7p-25, 0x1.01799c5e447ecp-26, -0x1.8c0992232d5eap-29,
    0x1.97df89221f420p-32, -0x1.ff581206c226cp-36, 0x1.276f6407722b6p-40,
};

#endif

// Includes the file named by the macro BODY once for every instruction set this architecture may have, each time for
// float and for double. A body is written with these macros:
//
//   ELEMENT, ELEMENT_BITS       float, 32 or double, 64
//   BITS                        the signed integer type of the element's size
//   VECTOR_BYTES, LANES         16, 32 or 64, and the elements in that many bytes
//   REGISTERS                   vector registers the set has: 16 or 32
//   MASKED                      0, 256 or 512: which masked loads and stores exist
//   TARGET                      the attribute every function of the body must carry
//   NAME(base)                  base with set and element appended, so that every instance has names of its own
//
// Functions that Dispatch.h calls are written NAME(base) where they are defined; private helpers are shortened by a
// #define. There is no include guard: every module that has a body includes this file once.

#define PULLBACK_JOIN_(base, set, suffix) pullback_##base##_##set##_##suffix
#define PULLBACK_JOIN(base, set, suffix) PULLBACK_JOIN_(base, set, suffix)
#define NAME(base) PULLBACK_JOIN(base, SET, SUFFIX)

#if defined(__x86_64__)

#define SET sse2
#define VECTOR_BYTES 16
#define REGISTERS 16
#define MASKED 0
#define TARGET
#include "InstantiateElements.h"
#undef SET
#undef VECTOR_BYTES
#undef REGISTERS
#undef MASKED
#undef TARGET

#define SET avx2
#define VECTOR_BYTES 32
#define REGISTERS 16
#define MASKED 256
#define TARGET __attribute__((target("avx2,fma")))
#include "InstantiateElements.h"
#undef SET
#undef VECTOR_BYTES
#undef REGISTERS
#undef MASKED
#undef TARGET

#define SET avx512
#define VECTOR_BYTES 64
#define REGISTERS 32
#define MASKED 512
#define TARGET __attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,fma")))
#include "InstantiateElements.h"
#undef SET
#undef VECTOR_BYTES
#undef REGISTERS
#undef MASKED
#undef TARGET

#else

#if defined(__aarch64__)
#define SET neon
#define REGISTERS 32
#else
#define SET generic
#define REGISTERS 16
#endif
#define VECTOR_BYTES 16
#define MASKED 0
#define TARGET
#include "InstantiateElements.h"
#undef SET
#undef VECTOR_BYTES
#undef REGISTERS
#undef MASKED
#undef TARGET

#endif

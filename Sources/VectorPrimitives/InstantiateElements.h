// One instruction set, both element types: see Instantiate.h.

#define ELEMENT float
#define ELEMENT_BITS 32
#define BITS int32_t
#define SUFFIX f32
#define LANES (VECTOR_BYTES / 4)
#include "Vector.h"
#include BODY
#undef ELEMENT
#undef ELEMENT_BITS
#undef BITS
#undef SUFFIX
#undef LANES

#define ELEMENT double
#define ELEMENT_BITS 64
#define BITS int64_t
#define SUFFIX f64
#define LANES (VECTOR_BYTES / 8)
#include "Vector.h"
#include BODY
#undef ELEMENT
#undef ELEMENT_BITS
#undef BITS
#undef SUFFIX
#undef LANES

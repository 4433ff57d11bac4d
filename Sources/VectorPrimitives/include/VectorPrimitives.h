// Vector primitives: what generated kernels and their runtime call for the arithmetic that decides the speed.
//
// Nothing here knows a layer. Functions end in _f32 or _f64; pointers are element-typed and need only the element's
// own alignment; strides count elements. No function allocates, except where its comment says so: callers pass scratch.
#ifndef PULLBACK_VECTOR_PRIMITIVES_H
#define PULLBACK_VECTOR_PRIMITIVES_H

#include "InstructionSet.h"
#include "Contraction.h"
#include "Transposition.h"
#include "VectorMath.h"
#include "Reduction.h"
#include "Elementwise.h"
#include "ThreadPool.h"
#include "LargePages.h"
#include "MeasuredRates.h"

#endif

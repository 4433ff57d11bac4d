// Two rates of this machine, measured: the roof lines that a kernel's speed is held against.
#ifndef PULLBACK_MEASURED_RATES_H
#define PULLBACK_MEASURED_RATES_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Floating-point operations per second of one thread with the instruction set in force, a multiply-add counting as
/// two: the best of several short runs of independent multiply-adds on registers that fill about `seconds` in all.
double pullback_peak_flops_f32(double seconds);
double pullback_peak_flops_f64(double seconds);

/// Bytes per second that one thread reads from a buffer of `bytes`, in order, the best of five passes after a first
/// one. Choose `bytes` well beyond the last-level cache for memory, below a cache's size for that cache. Allocates the
/// buffer; 0 when it cannot.
double pullback_read_bandwidth(size_t bytes);

#ifdef __cplusplus
}
#endif

#endif

// Numbers at even distances, with PyTorch's last bits.
#pragma once
#include "base/instruction_sets.h"

namespace rl {

struct RangesKernels {
  // y[i] = start + i * step for i < n. Floats fill vectors of 32 bytes, two at a time; each counts in double precision
  // from its own first number, rounded to the type, and what is left over from the start.
  void (*f32)(int64_t n, double start, double step, float* y);
  void (*f64)(int64_t n, double start, double step, double* y);
  void (*i64)(int64_t n, int64_t start, int64_t step, int64_t* y);
};
RL_DECLARE_KERNELS(RangesKernels, ranges)

}  // namespace rl

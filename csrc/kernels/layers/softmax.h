// Softmax and its logarithm along the middle axis of (outer, n, inner), and their gradients.
#pragma once
#include <cstdint>

#include "base/instruction_sets.h"

namespace rl {

template <class T> struct SoftmaxFns {
  void (*forward)(int64_t outer, int64_t n, int64_t inner, const T* x, T* y, bool log);
  // gx from g and the forward pass's result y
  void (*backward)(int64_t outer, int64_t n, int64_t inner, const T* g, const T* y, T* gx, bool log);
};
struct SoftmaxKernels {
  SoftmaxFns<float> f32;
  SoftmaxFns<double> f64;
};
RL_DECLARE_KERNELS(SoftmaxKernels, softmax)

}  // namespace rl

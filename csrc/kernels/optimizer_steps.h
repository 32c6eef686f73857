// Optimizer steps over many parameters at once, in place.
#pragma once
#include <cstdint>

#include "base/instruction_sets.h"

namespace rl {

struct SgdNumbers {
  double lr, momentum, dampening, weight_decay;
  bool has_momentum, nesterov, decay, maximize, first;  // first: the buffers hold nothing yet
};
struct AdamNumbers {
  double lr, beta1, beta2, eps, weight_decay;
  bool amsgrad, maximize, decay, decoupled;
};
// Arrays of n pointers, each to sizes[i] numbers; buffer, top: null unless used. steps: counts, already raised.
template <class T> struct UpdateFns {
  void (*sgd)(const SgdNumbers& s, int64_t n, const int64_t* sizes, T* const* p, const T* const* g, T* const* buffer);
  void (*adam)(const AdamNumbers& s, int64_t n, const int64_t* sizes, const double* steps, T* const* p,
               const T* const* g, T* const* mean, T* const* square, T* const* top);
};
struct UpdateKernels {
  UpdateFns<float> f32;
  UpdateFns<double> f64;
};
RL_DECLARE_KERNELS(UpdateKernels, update)

}  // namespace rl

// Losses: negative log likelihood on (n, classes, pixels), and squared error.
#pragma once
#include <cstdint>

#include "base/instruction_sets.h"

namespace rl {

template <class T> struct LossFns {
  // loss: n * pixels numbers (reduction 0) or one (1 mean, 2 sum); total: the sum of the weights. weight may be null.
  // Returns -1, or the position of the first target that is no class (and not `ignore`).
  int64_t (*nll)(int64_t n, int64_t classes, int64_t pixels, const T* x, const int64_t* target, const T* weight,
                 int reduction, int64_t ignore, T* loss, T* total);
  int64_t (*nll_backward)(int64_t n, int64_t classes, int64_t pixels, const T* g, const int64_t* target,
                          const T* weight, T total, int reduction, int64_t ignore, T* gx);
  void (*mse)(int64_t n, const T* x, const T* y, int reduction, T* loss);
  void (*mse_backward)(int64_t n, const T* g, const T* x, const T* y, int reduction, T* gx);
};
struct LossKernels {
  LossFns<float> f32;
  LossFns<double> f64;
};
RL_DECLARE_KERNELS(LossKernels, loss)

}  // namespace rl

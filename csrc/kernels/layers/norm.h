// Normalisation: batch norm on (n, channels, pixels); layer and group norm on rows. w and b may be null.
#pragma once
#include <cstdint>

#include "base/instruction_sets.h"

namespace rl {

template <class T> struct NormFns {
  // Means and variances (biased) per channel, in double precision.
  void (*statistics)(int64_t n, int64_t channels, int64_t pixels, const T* x, double* mean, double* var);
  // y = x * scale + shift, a pair of numbers per channel
  void (*affine)(int64_t n, int64_t channels, int64_t pixels, const T* x, const T* scale, const T* shift, T* y);
  // training: mean and rstd depend on x
  void (*batch_backward)(int64_t n, int64_t channels, int64_t pixels, const T* g, const T* x, const T* w, const T* mean,
                         const T* rstd, bool training, T* gx, T* gw, T* gb);
  // Each row of `length` numbers is stretches of `inner` that share one of `weights` weights, which repeat row after
  // row.
  void (*rows)(int64_t rows, int64_t length, int64_t inner, int64_t weights, const T* x, const T* w, const T* b,
               double eps, T* y, T* mean, T* rstd);
  void (*rows_backward)(int64_t rows, int64_t length, int64_t inner, int64_t weights, const T* g, const T* x,
                        const T* w, const T* mean, const T* rstd, T* gx, T* gw, T* gb);
};
struct NormKernels {
  NormFns<float> f32;
  NormFns<double> f64;
};
RL_DECLARE_KERNELS(NormKernels, norm)

}  // namespace rl

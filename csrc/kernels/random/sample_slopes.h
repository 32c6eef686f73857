// How random numbers move with the parameters of their distributions (implicit reparametrisation: Figurnov et al.
// 2018).
#pragma once
#include "base/instruction_sets.h"

namespace rl {

struct SlopeKernels {
  // dx / d shape of gamma-distributed numbers x at a fixed quantile: -(dP / d shape) / density
  void (*gamma)(double* out, const double* x, const double* shape, int64_t n);
  // dx / da of beta-distributed numbers x at a fixed quantile, b fixed, divided by 1 - x
  void (*beta)(double* out, const double* x, const double* a, const double* b, int64_t n);
};
RL_DECLARE_KERNELS(SlopeKernels, slopes)

}  // namespace rl

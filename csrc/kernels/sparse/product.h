// The product of a sparse matrix and a dense one.
#pragma once
#include "base/instruction_sets.h"

namespace rl {

struct SparseProductKernels {
  // y[rows[e], j] += values[e] * x[columns[e], j] for all e < count and j < width; y is zero before
  void (*f32)(int64_t count, int64_t width, const float* values, const int64_t* rows, const int64_t* columns,
              const float* x, float* y);
  void (*f64)(int64_t count, int64_t width, const double* values, const int64_t* rows, const int64_t* columns,
              const double* x, double* y);
};
RL_DECLARE_KERNELS(SparseProductKernels, sparse_product)

}  // namespace rl

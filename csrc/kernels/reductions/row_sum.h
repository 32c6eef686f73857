// Sums over the rows of a matrix.
#pragma once
#include "base/instruction_sets.h"

namespace rl {

struct RowSumKernels {
  // sum[j] = the sum of x[i * columns + j] over i < rows
  void (*f32)(int64_t rows, int64_t columns, const float* x, float* sum);
  void (*f64)(int64_t rows, int64_t columns, const double* x, double* sum);
};
RL_DECLARE_KERNELS(RowSumKernels, row_sum)

}  // namespace rl

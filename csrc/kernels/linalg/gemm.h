// Matrix products with any strides. C (m, n) = A (m, k) B (k, n) [+ bias (n), the same for every row] [+ C].
#pragma once
#include "base/instruction_sets.h"

namespace rl {

template <class T> struct Gemm {
  int64_t m, n, k;
  const T* a;
  int64_t a_row, a_col;  // strides in elements; may be negative or zero
  const T* b;
  int64_t b_row, b_col;
  T* c;
  int64_t c_row;    // C's columns are next to each other
  const T* bias;    // (n,) or null
  bool accumulate;  // add to what C holds (bias is then ignored)
};

struct GemmKernels {
  void (*gemm_f32)(const Gemm<float>& g);
  void (*gemm_f64)(const Gemm<double>& g);
  // `batch` products; the operands of product i start a_step * i, ... elements further on.
  void (*bmm_f32)(const Gemm<float>& g, int64_t batch, int64_t a_step, int64_t b_step, int64_t c_step);
  void (*bmm_f64)(const Gemm<double>& g, int64_t batch, int64_t a_step, int64_t b_step, int64_t c_step);
};
RL_DECLARE_KERNELS(GemmKernels, gemm)

#ifdef RL_ISA
namespace RL_ISA {
// For kernels that contain a product: on the calling thread only.
void gemm_serial(const Gemm<float>& g);
void gemm_serial(const Gemm<double>& g);
}  // namespace RL_ISA
#endif

}  // namespace rl

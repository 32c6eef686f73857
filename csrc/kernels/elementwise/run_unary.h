// The loop over an operand's vectors.
#pragma once
#include "kernels/common/simd.h"

namespace rl {
namespace RL_ISA {
namespace {

// `together` vectors at a time: two hide the latency of a polynomial and leave registers enough; one for what is
// larger.
template <class Op, class T, int together> static void run_unary(int64_t n, void* out, const void* const* in) {
  constexpr int L = Simd<T>::lanes;
  T* y = static_cast<T*>(out);
  const T* x = static_cast<const T*>(in[0]);
  int64_t i = 0;
  for (; i + together * L <= n; i += together * L) {
    Vec<T> r[together];
    RL_UNROLL for (int k = 0; k < together; k++) r[k] = Op::f(load(x + i + k * L));
    RL_UNROLL for (int k = 0; k < together; k++) store(y + i + k * L, r[k]);
  }
  for (; i < n; i += L) {
    const int rest = static_cast<int>(min_of<int64_t>(n - i, L));
    store_part(y + i, Op::f(load_part(x + i, rest)), rest);
  }
}

}  // namespace
}  // namespace RL_ISA
}  // namespace rl

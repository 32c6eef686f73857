// Sums in double precision, whatever the elements; the order of additions depends on the count and the level only.
// Only for files in kernels/.
#pragma once
#include "kernels/simd.h"

namespace rl {
namespace RL_ISA {
namespace {

constexpr int kWide = RL_VECTOR_BYTES / 8;  // doubles in a vector
typedef float HalfVec __attribute__((vector_size(RL_VECTOR_BYTES / 2)));
typedef float LooseHalf __attribute__((vector_size(RL_VECTOR_BYTES / 2), aligned(4), may_alias));

// kWide neighbouring elements as doubles.
RL_INLINE Vec<double> wide(const double* p) { return load(p); }
RL_INLINE Vec<double> wide(const float* p) {
  return __builtin_convertvector(static_cast<HalfVec>(*reinterpret_cast<const LooseHalf*>(p)), Vec<double>);
}
RL_INLINE void narrow_store(double* p, Vec<double> v) { store(p, v); }
RL_INLINE void narrow_store(float* p, Vec<double> v) {
  *reinterpret_cast<LooseHalf*>(p) = __builtin_convertvector(v, HalfVec);
}

// k sums at once over i in [0, n): vectors(i, term) gives the terms of elements i ... i + kWide - 1, scalars(i, term) those
// of element i; both add into the array they get.
template <int k, class V, class S> RL_INLINE void sums(int64_t n, double* out, V&& vectors, S&& scalars) {
  Vec<double> a[k] = {}, b[k] = {};
  int64_t i = 0;
  for (; i + 2 * kWide <= n; i += 2 * kWide) {
    vectors(i, a);
    vectors(i + kWide, b);
  }
  if (i + kWide <= n) {
    vectors(i, a);
    i += kWide;
  }
  double rest[k] = {};
  for (; i < n; i++) scalars(i, rest);
  RL_UNROLL for (int j = 0; j < k; j++) out[j] += sum_lanes<double>(a[j] + b[j]) + rest[j];
}

}  // namespace
}  // namespace RL_ISA
}  // namespace rl

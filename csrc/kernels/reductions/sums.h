// Sums that are as good as in double precision; the order of additions depends on the count and the level only.
// Only for files in kernels/.
#pragma once
#include "kernels/common/simd.h"

namespace rl {
namespace RL_ISA {
namespace {

constexpr int kWide = RL_VECTOR_BYTES / 8;  // doubles in a vector
constexpr int kRuns = 16;  // elements that a lane adds up in its own precision before they go to a double
typedef float HalfVec __attribute__((vector_size(RL_VECTOR_BYTES / 2)));
typedef float LooseHalf __attribute__((vector_size(RL_VECTOR_BYTES / 2), aligned(4), may_alias));

// kWide neighbouring elements as doubles.
RL_INLINE Vec<double> wide(const double* p) { return load(p); }
RL_INLINE Vec<double> wide(const float* p) {
  return __builtin_convertvector(static_cast<HalfVec>(*reinterpret_cast<const LooseHalf*>(p)), Vec<double>);
}
// The lanes of v, added in pairs.
RL_INLINE Vec<double> widened(Vec<double> v) { return v; }
RL_INLINE Vec<double> widened(Vec<float> v) {
  float lane[Simd<float>::lanes];
  store(lane, v);
  return wide(lane) + wide(lane + kWide);
}

// k sums at once over i in [0, n): vectors(i, s) adds the terms of the elements from i on, one per lane, to the k
// vectors of s; scalars(i, s) those of element i, in double precision.
template <class T, int k, class V, class S> RL_INLINE void sums(int64_t n, double* out, V&& vectors, S&& scalars) {
  constexpr int L = Simd<T>::lanes;
  Vec<double> total[k] = {};
  int64_t i = 0;
  while (i + L <= n) {
    Vec<T> a[k] = {}, b[k] = {};
    const int64_t end = min_of<int64_t>(n, i + 2 * kRuns * L);
    for (; i + 2 * L <= end; i += 2 * L) {
      vectors(i, a);
      vectors(i + L, b);
    }
    if (i + L <= end) {
      vectors(i, a);
      i += L;
    }
    RL_UNROLL for (int j = 0; j < k; j++) total[j] += widened(a[j]) + widened(b[j]);
  }
  double rest[k] = {};
  for (; i < n; i++) scalars(i, rest);
  RL_UNROLL for (int j = 0; j < k; j++) out[j] += sum_lanes<double>(total[j]) + rest[j];
}

}  // namespace
}  // namespace RL_ISA
}  // namespace rl

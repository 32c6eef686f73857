#include "kernels/tensors/ranges.h"

namespace rl {
namespace RL_ISA {
namespace {

template <class T> static void floats(int64_t n, double start, double step, T* y) {
  constexpr int64_t lanes = 32 / sizeof(T);
  const int64_t body = n - n % (2 * lanes);
  for (int64_t i = 0; i < body; i += lanes) {
    const double first = static_cast<T>(__builtin_fma(static_cast<double>(i), step, start));
    for (int64_t j = 0; j < lanes; j++) y[i + j] = static_cast<T>(__builtin_fma(static_cast<double>(j), step, first));
  }
  for (int64_t i = body; i < n; i++) y[i] = static_cast<T>(__builtin_fma(static_cast<double>(i), step, start));
}

static void whole(int64_t n, int64_t start, int64_t step, int64_t* y) {
  const uint64_t a = static_cast<uint64_t>(start), b = static_cast<uint64_t>(step);  // which may wrap around
  for (int64_t i = 0; i < n; i++) y[i] = static_cast<int64_t>(a + static_cast<uint64_t>(i) * b);
}

}  // namespace

RL_DEFINE_KERNELS(RangesKernels, ranges) = {floats<float>, floats<double>, whole};

}  // namespace RL_ISA
}  // namespace rl

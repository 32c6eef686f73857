#include "kernels/sparse/product.h"

#include "base/thread_pool.h"
#include "kernels/common/simd.h"

namespace rl {
namespace RL_ISA {
namespace {

constexpr int64_t kSerial = 65536;  // products that one thread does alone
constexpr int64_t kBlock = 64;      // columns of a chunk: every thread walks all values for its own columns

template <class T>
static void product(int64_t count, int64_t width, const T* values, const int64_t* rows, const int64_t* columns,
                    const T* x, T* y) {
  const auto run = [&](int64_t i) {
    const int64_t at = i * kBlock, n = min_of(kBlock, width - at);
    for (int64_t e = 0; e < count; e++) {
      const T v = values[e];
      const T* __restrict from = x + columns[e] * width + at;
      T* __restrict to = y + rows[e] * width + at;
      for (int64_t j = 0; j < n; j++) to[j] += v * from[j];
    }
  };
  const int64_t blocks = (width + kBlock - 1) / kBlock;
  if (count * width < kSerial) {
    for (int64_t i = 0; i < blocks; i++) run(i);
  } else {
    parallel_for(blocks, run);
  }
}

}  // namespace

RL_DEFINE_KERNELS(SparseProductKernels, sparse_product) = {product<float>, product<double>};

}  // namespace RL_ISA
}  // namespace rl

#include "kernels/reductions/row_sum.h"

#include "base/thread_pool.h"
#include "kernels/common/simd.h"

namespace rl {
namespace RL_ISA {
namespace {

constexpr int64_t kSerial = 65536;  // elements that one thread does alone

// The sums of `width` (at most 4 vectors) neighbouring columns: rows add up in blocks of 64, and those again, so that
// rounding errors grow with the logarithm of the count.
template <class T> static void column_block(int64_t rows, int64_t columns, const T* x, T* sum, int width) {
  constexpr int L = Simd<T>::lanes;
  Vec<T> total[4] = {};
  for (int64_t begin = 0; begin < rows; begin += 64) {
    const int64_t end = min_of(begin + 64, rows);
    Vec<T> part[4] = {};
    if (width == 4 * L) {
      for (int64_t i = begin; i < end; i++) {
        RL_UNROLL for (int j = 0; j < 4; j++) part[j] += load(x + i * columns + j * L);
      }
    } else {
      for (int64_t i = begin; i < end; i++)
        for (int j = 0, rest = width; rest > 0; j++, rest -= L)
          part[j] += load_part(x + i * columns + j * L, min_of(rest, L));
    }
    RL_UNROLL for (int j = 0; j < 4; j++) total[j] += part[j];
  }
  for (int j = 0, rest = width; rest > 0; j++, rest -= L) store_part(sum + j * L, total[j], min_of(rest, L));
}

template <class T> static void sum_rows(int64_t rows, int64_t columns, const T* x, T* sum) {
  constexpr int64_t block = 4 * Simd<T>::lanes;
  const auto run = [&](int64_t i) {
    const int64_t at = i * block;
    column_block(rows, columns, x + at, sum + at, static_cast<int>(min_of(block, columns - at)));
  };
  const int64_t blocks = (columns + block - 1) / block;
  if (rows * columns < kSerial) {
    for (int64_t i = 0; i < blocks; i++) run(i);
  } else {
    parallel_for(blocks, run);
  }
}

}  // namespace

RL_DEFINE_KERNELS(RowSumKernels, row_sum) = {sum_rows<float>, sum_rows<double>};

}  // namespace RL_ISA
}  // namespace rl

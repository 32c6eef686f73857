#include "base/parallel.h"

namespace rl {
int num_threads() { return 1; }
void set_num_threads(int) {}
void parallel_chunks(int64_t n, void (*fn)(void*, int64_t), void* ctx) {
  for (int64_t i = 0; i < n; i++) fn(ctx, i);
}
}  // namespace rl

#include "base/alloc.h"

#include <cstdlib>

namespace rl {
void* alloc(size_t bytes) { return std::aligned_alloc(64, (bytes + 127) / 64 * 64); }
void dealloc(void* p, size_t) { std::free(p); }
}  // namespace rl

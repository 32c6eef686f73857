// Caching allocator: 64-byte aligned blocks, kept for reuse by size class, never given back at exit.
#pragma once
#include <cstddef>

namespace rl {
void* alloc(size_t bytes);               // nullptr when memory is exhausted; never null for 0 bytes
void dealloc(void* p, size_t bytes);     // bytes as asked for in alloc
}  // namespace rl

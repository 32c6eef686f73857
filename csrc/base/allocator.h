// Caching allocator: 64-byte aligned blocks, kept for reuse by size class, never given back at exit.
//
// A training step asks for the same sizes again and again; memory that goes back to the system between
// steps costs a page fault per 4 KiB when it returns. Blocks up to 32 KiB are kept in 8 shards (threads
// are spread over them, any thread may free any block), at most 16 MiB each; larger ones in one store that
// holds at most a quarter of the memory granted to the process (RUSHLIGHT_CACHE_BYTES or set_cache_limit
// change that) and drops what was unused longest.
#pragma once
#include <cstddef>
#include <cstdint>

namespace rl {
void* alloc(size_t bytes);            // nullptr when memory is exhausted; never null for 0 bytes
void dealloc(void* p, size_t bytes);  // bytes as asked for in alloc (a hint; the block knows its size)
void* resize(void* p, size_t bytes);  // as realloc: keeps the contents; nullptr (p untouched) when exhausted

struct MemoryStats {
  int64_t live_bytes, peak_bytes;     // handed out now; the most so far (looked at when a large block is handed out)
  int64_t cached_bytes, cache_limit;  // kept for reuse; limit of the store of large blocks
  int64_t reused, fetched;            // allocations served from the cache; from the system
};
MemoryStats memory_stats();
void reset_peak();
size_t empty_cache();  // gives everything cached back to the system; bytes given back
void set_cache_limit(int64_t bytes);
}  // namespace rl

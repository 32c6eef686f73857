#include "base/allocator.h"

#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <atomic>
#include <cstdlib>
#include <cstring>

#include "base/machine_limits.h"

namespace rl {
namespace {

constexpr size_t kAlign = 64;
constexpr size_t kMapFrom = size_t{1} << 18;   // from here on, blocks are mapped on their own
constexpr size_t kHugeFrom = size_t{4} << 20;  // from here on, aligned to huge pages
constexpr size_t kHugePage = size_t{2} << 20;
constexpr size_t kShardLimit = size_t{16} << 20;
constexpr int kShards = 8;
constexpr int kSmallClasses = 56;     // up to 32 KiB
constexpr int kClasses = 8 + 38 * 8;  // up to 2^47 bytes

// Stands in the 64 bytes before the data. The links are used while the block is cached.
struct Block {
  size_t capacity;
  uint32_t size_class;
  uint32_t map_offset;   // from the start of the mapping to this header
  size_t map_bytes;      // 0: from aligned_alloc
  Block *next, *prev;    // same class
  Block *newer, *older;  // all large blocks, by time of being freed
};
static_assert(sizeof(Block) <= kAlign, "the header fits before an aligned block");

inline char* data_of(Block* b) { return reinterpret_cast<char*>(b) + kAlign; }
inline Block* block_of(void* p) { return reinterpret_cast<Block*>(static_cast<char*>(p) - kAlign); }

// Classes: 64, 128, ... 512, then eight per doubling (at most 12.5 % is lost).
inline int class_of(size_t bytes) {
  if (bytes <= 512) return bytes == 0 ? 0 : static_cast<int>((bytes - 1) / 64);
  int top = 63 - __builtin_clzll(bytes - 1);
  return (top - 8) * 8 + static_cast<int>(((bytes - 1) >> (top - 3)) & 7);
}

inline size_t class_bytes(int c) {
  if (c < 8) return static_cast<size_t>(c + 1) * 64;
  int top = c / 8 + 8;
  return static_cast<size_t>(c % 8 + 9) << (top - 3);
}

class Lock {
 public:
  void lock() {
    for (int tries = 0; held_.exchange(true, std::memory_order_acquire); tries++)
      if (tries > 64) sched_yield();  // the holder may have lost its core
  }
  void unlock() { held_.store(false, std::memory_order_release); }

 private:
  std::atomic<bool> held_{false};
};

// Counts that are changed under a lock and read without it.
class Count {
 public:
  constexpr explicit Count(int64_t n = 0) : value_(n) {}
  void add(int64_t n) { value_.store(get() + n, std::memory_order_relaxed); }
  void set(int64_t n) { value_.store(n, std::memory_order_relaxed); }
  int64_t get() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<int64_t> value_;
};

struct alignas(128) Shard {
  Lock lock;
  Count live, cached, reused, fetched;
  Block* head[kSmallClasses];
};

struct alignas(128) Store {  // of large blocks
  Lock lock;
  Count live, cached, reused, fetched, peak;
  Count limit{-1};  // not decided yet
  Block* head[kClasses];
  Block *newest, *oldest;
  uint32_t colour;
};

// Plain static memory without destructors: usable before main and after exit has begun.
Shard shards[kShards];
Store store;

inline Shard& my_shard() {
  uint64_t self = static_cast<uint64_t>(reinterpret_cast<uintptr_t>(pthread_self()));
  return shards[(self >> 8) * 0x9E3779B97F4A7C15u >> 61];
}

Block* from_heap(int c, size_t capacity) {
  auto* b = static_cast<Block*>(std::aligned_alloc(kAlign, capacity + kAlign));
  if (!b) return nullptr;
  *b = Block{capacity, static_cast<uint32_t>(c), 0, 0, nullptr, nullptr, nullptr, nullptr};
  return b;
}

// Large blocks begin at different distances from a page boundary, so that arrays that are walked
// together do not all fall into the same sets of the first-level cache.
Block* from_map(int c, size_t capacity, uint32_t colour) {
  size_t offset = (colour % 16) * kAlign;
  size_t bytes = (capacity + kAlign + offset + 4095) & ~size_t{4095};
  size_t slack = capacity >= kHugeFrom ? kHugePage : 0;
  void* raw = mmap(nullptr, bytes + slack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (raw == MAP_FAILED) return nullptr;
  char* start = static_cast<char*>(raw);
  if (slack) {
    auto address = reinterpret_cast<uintptr_t>(start);
    size_t before = (kHugePage - address % kHugePage) % kHugePage;
    if (before) munmap(start, before);
    start += before;
    if (slack - before) munmap(start + bytes, slack - before);
#if defined(MADV_HUGEPAGE)
    madvise(start, bytes, MADV_HUGEPAGE);
#endif
  }
  auto* b = reinterpret_cast<Block*>(start + offset);
  *b = Block{capacity, static_cast<uint32_t>(c), static_cast<uint32_t>(offset), bytes, nullptr, nullptr, nullptr,
             nullptr};
  return b;
}

Block* from_system(int c, uint32_t colour) {
  size_t capacity = class_bytes(c);
  return capacity >= kMapFrom ? from_map(c, capacity, colour) : from_heap(c, capacity);
}

void to_system(Block* b) {
  if (b->map_bytes) munmap(reinterpret_cast<char*>(b) - b->map_offset, b->map_bytes);
  else std::free(b);
}

size_t list_to_system(Block* b) {
  size_t bytes = 0;
  while (b) {
    Block* next = b->next;
    bytes += b->capacity;
    to_system(b);
    b = next;
  }
  return bytes;
}

// Takes everything out of a shard, as one list; the caller holds the lock.
Block* drain(Shard& shard) {
  Block* all = nullptr;
  for (Block*& head : shard.head)
    while (Block* b = head) {
      head = b->next;
      b->next = all;
      all = b;
    }
  shard.cached.set(0);
  return all;
}

void unlink(Block* b) {  // from the store; the caller holds the lock
  (b->prev ? b->prev->next : store.head[b->size_class]) = b->next;
  if (b->next) b->next->prev = b->prev;
  (b->newer ? b->newer->older : store.newest) = b->older;
  (b->older ? b->older->newer : store.oldest) = b->newer;
  store.cached.add(-static_cast<int64_t>(b->capacity));
}

// Unlinks the blocks unused longest until at most `limit` bytes are cached; the caller holds the lock.
Block* evict(int64_t limit) {
  Block* out = nullptr;
  while (store.oldest && store.cached.get() > limit) {
    Block* b = store.oldest;
    unlink(b);
    b->next = out;
    out = b;
  }
  return out;
}

void note_peak() {
  int64_t live = store.live.get();
  for (Shard& shard : shards) live += shard.live.get();
  if (live > store.peak.get()) store.peak.set(live);
}

void lock_all() {
  for (Shard& shard : shards) shard.lock.lock();
  store.lock.lock();
}
void unlock_all() {
  store.lock.unlock();
  for (Shard& shard : shards) shard.lock.unlock();
}

int64_t default_limit() {
  if (const char* text = std::getenv("RUSHLIGHT_CACHE_BYTES")) {
    char* end;
    long long bytes = std::strtoll(text, &end, 10);
    if (end != text && bytes >= 0) return bytes;
  }
  int64_t memory = granted_memory();
  return memory ? memory / 4 : int64_t{1} << 30;
}

int64_t cache_limit() {
  int64_t limit = store.limit.get();
  if (limit >= 0) return limit;
  limit = default_limit();
  store.lock.lock();
  if (store.limit.get() < 0) store.limit.set(limit);
  limit = store.limit.get();
  store.lock.unlock();
  return limit;
}

// Locks are held over a fork, so the child finds every list whole.
const int fork_handlers = pthread_atfork(lock_all, unlock_all, unlock_all);

void* alloc_large(int c) {
  store.lock.lock();
  Block* b = nullptr;
  for (int k = c; k < kClasses && k <= c + 1 && !b; k++) b = store.head[k];  // the next class wastes little
  if (b) {
    unlink(b);
    store.reused.add(1);
    store.live.add(static_cast<int64_t>(b->capacity));
    note_peak();
    store.lock.unlock();
    return data_of(b);
  }
  uint32_t colour = store.colour++;
  store.lock.unlock();
  b = from_system(c, colour);
  if (!b && empty_cache() > 0) b = from_system(c, colour);
  if (!b) return nullptr;
  store.lock.lock();
  store.fetched.add(1);
  store.live.add(static_cast<int64_t>(b->capacity));
  note_peak();
  store.lock.unlock();
  return data_of(b);
}

void dealloc_large(Block* b) {
  int64_t limit = cache_limit();
  store.lock.lock();
  store.live.add(-static_cast<int64_t>(b->capacity));
  Block*& head = store.head[b->size_class];
  b->prev = nullptr;
  b->next = head;
  if (head) head->prev = b;
  head = b;
  b->newer = nullptr;
  b->older = store.newest;
  (store.newest ? store.newest->newer : store.oldest) = b;
  store.newest = b;
  store.cached.add(static_cast<int64_t>(b->capacity));
  Block* out = evict(limit);
  store.lock.unlock();
  list_to_system(out);
}

void* alloc_small_slowly(Shard& shard, int c) {
  Block* b = from_heap(c, class_bytes(c));
  if (!b && empty_cache() > 0) b = from_heap(c, class_bytes(c));
  if (!b) return nullptr;
  shard.lock.lock();
  shard.fetched.add(1);
  shard.live.add(static_cast<int64_t>(b->capacity));
  shard.lock.unlock();
  return data_of(b);
}

}  // namespace

void* alloc(size_t bytes) {
  if (bytes > (size_t{1} << 46)) return nullptr;
  int c = class_of(bytes);
  if (c >= kSmallClasses) return alloc_large(c);
  Shard& shard = my_shard();
  shard.lock.lock();
  Block* b = shard.head[c];
  if (!b) {
    shard.lock.unlock();
    return alloc_small_slowly(shard, c);
  }
  shard.head[c] = b->next;
  auto capacity = static_cast<int64_t>(b->capacity);
  shard.cached.add(-capacity);
  shard.live.add(capacity);
  shard.reused.add(1);
  shard.lock.unlock();
  return data_of(b);
}

void dealloc(void* p, size_t) {
  if (!p) return;
  Block* b = block_of(p);
  if (b->size_class >= static_cast<uint32_t>(kSmallClasses)) return dealloc_large(b);
  Shard& shard = my_shard();
  auto capacity = static_cast<int64_t>(b->capacity);
  Block* out = nullptr;
  shard.lock.lock();
  shard.live.add(-capacity);
  // A full shard holds sizes that are no longer asked for: start afresh.
  if (shard.cached.get() + capacity > static_cast<int64_t>(kShardLimit)) out = drain(shard);
  shard.cached.add(capacity);
  b->next = shard.head[b->size_class];
  shard.head[b->size_class] = b;
  shard.lock.unlock();
  if (out) list_to_system(out);
}

void* resize(void* p, size_t bytes) {
  if (!p) return alloc(bytes);
  size_t have = block_of(p)->capacity;
  if (bytes <= have && bytes > have / 2) return p;
  void* fresh = alloc(bytes);
  if (!fresh) return nullptr;
  std::memcpy(fresh, p, bytes < have ? bytes : have);
  dealloc(p, have);
  return fresh;
}

MemoryStats memory_stats() {
  MemoryStats s = {store.live.get(), 0, store.cached.get(), cache_limit(), store.reused.get(), store.fetched.get()};
  for (Shard& shard : shards) {
    s.live_bytes += shard.live.get();
    s.cached_bytes += shard.cached.get();
    s.reused += shard.reused.get();
    s.fetched += shard.fetched.get();
  }
  s.peak_bytes = store.peak.get() > s.live_bytes ? store.peak.get() : s.live_bytes;
  return s;
}

void reset_peak() {
  store.lock.lock();
  store.peak.set(0);
  note_peak();
  store.lock.unlock();
}

size_t empty_cache() {
  size_t bytes = 0;
  for (Shard& shard : shards) {
    shard.lock.lock();
    Block* out = drain(shard);
    shard.lock.unlock();
    bytes += list_to_system(out);
  }
  store.lock.lock();
  Block* out = evict(-1);
  store.lock.unlock();
  return bytes + list_to_system(out);
}

void set_cache_limit(int64_t bytes) {
  store.lock.lock();
  store.limit.set(bytes);
  Block* out = evict(bytes);
  store.lock.unlock();
  list_to_system(out);
}

}  // namespace rl

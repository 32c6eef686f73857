// Thread pool. Work is cut into chunks by shape only (never by thread count), so results are the
// same, bit for bit, on any number of threads.
#pragma once
#include <cstdint>

namespace rl {

constexpr int kMaxThreads = 256;

int num_threads();            // threads that a parallel_for may use, the caller included
void set_num_threads(int n);  // clamped to [1, kMaxThreads]

// Calls fn(ctx, chunk) for every chunk in [0, n_chunks), from several threads when n_chunks > 1 and
// more than one thread is allowed; returns when all are done. fn must not throw. Nested calls run serially,
// and so do calls from a second thread while the pool is taken. Chunks are claimed in ascending order.
void parallel_chunks(int64_t n_chunks, void (*fn)(void* ctx, int64_t chunk), void* ctx);

// For private buffers inside a chunk: a number in [0, num_threads() at the call) that no two threads
// of one parallel_chunks call share; 0 in the caller. Results must not depend on it.
int thread_slot();

// parallel_for(n, [&](int64_t i) { ... }) for a callable; inlined, so usable in kernels/ (no weak symbol).
namespace {
template <class T> struct RemoveRef { using type = T; };
template <class T> struct RemoveRef<T&> { using type = T; };
template <class F> inline __attribute__((always_inline)) void parallel_for(int64_t n_chunks, F&& body) {
  struct Call {
    static void run(void* ctx, int64_t chunk) { (*static_cast<typename RemoveRef<F>::type*>(ctx))(chunk); }
  };
  if (n_chunks <= 1) {
    if (n_chunks == 1) body(0);
    return;
  }
  parallel_chunks(n_chunks, &Call::run, const_cast<void*>(static_cast<const void*>(&body)));
}
}  // namespace

}  // namespace rl

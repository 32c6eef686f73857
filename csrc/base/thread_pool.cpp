// One job at a time. Its state is a ticket, one 64-bit word (generation, chunks not yet claimed), that
// threads count down by compare-and-swap. A chunk can be claimed only while its job is still open, and a
// job stays open until all claimed chunks are reported, so a late thread can never touch a finished one:
// its swap fails. Hence nobody waits for a thread that has not started.
#include "base/thread_pool.h"

#include <pthread.h>
#include <signal.h>
#include <atomic>
#include <cstdlib>
#include <ctime>
#include <new>

#include "base/machine_limits.h"

#if defined(__linux__)
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace rl {
namespace {

constexpr int64_t kSpinNs = 40000;  // longer than the gap between two ops of a training loop

inline void relax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("isb" ::: "memory");
#endif
}

int64_t now_ns() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * int64_t{1000000000} + t.tv_nsec;
}

// Spins until ready() or the time is up; true if ready.
template <class Ready> bool spin(int64_t ns, Ready ready) {
  if (ns <= 0) return ready();
  for (int64_t end = now_ns() + ns;;) {
    for (int i = 0; i < 32; i++) {
      if (ready()) return true;
      relax();
    }
    if (now_ns() > end) return ready();
  }
}

using Word = std::atomic<uint32_t>;

#if defined(__linux__)
void sleep_on(Word& word, uint32_t seen) {
  syscall(SYS_futex, reinterpret_cast<uint32_t*>(&word), FUTEX_WAIT_PRIVATE, seen, nullptr, nullptr, 0);
}
void wake(Word& word, int n) {
  syscall(SYS_futex, reinterpret_cast<uint32_t*>(&word), FUTEX_WAKE_PRIVATE, n, nullptr, nullptr, 0);
}
#else
struct Bed {
  pthread_mutex_t mutex;
  pthread_cond_t changed;
};
Bed bed = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER};
void sleep_on(Word& word, uint32_t seen) {
  pthread_mutex_lock(&bed.mutex);
  if (word.load() == seen) pthread_cond_wait(&bed.changed, &bed.mutex);
  pthread_mutex_unlock(&bed.mutex);
}
void wake(Word&, int) {
  pthread_mutex_lock(&bed.mutex);
  pthread_cond_broadcast(&bed.changed);
  pthread_mutex_unlock(&bed.mutex);
}
#endif

struct Pool {
  alignas(128) std::atomic<uint64_t> ticket{0};  // generation << 32 | unclaimed chunks
  // The open job. Written only while no chunk is unclaimed or running; atomic because a late thread may read.
  alignas(128) std::atomic<void (*)(void*, int64_t)> fn{nullptr};
  std::atomic<void*> ctx{nullptr};
  std::atomic<int64_t> first{0};
  std::atomic<uint32_t> chunks{0};
  std::atomic<int> threads{1};
  alignas(128) Word done{0};  // chunks reported
  std::atomic<uint32_t> caller_asleep{0};
  alignas(128) Word bell{0};  // rung when there is work and somebody sleeps
  std::atomic<int> sleepers{0};
  alignas(128) std::atomic<bool> taken{false};
  std::atomic<int> workers{0};  // started so far; changed by the holder of `taken`
};

std::atomic<Pool*> the_pool{nullptr};
std::atomic<int> wanted{0};   // set_num_threads; 0 = not decided yet
std::atomic<int> granted{0};  // what the machine grants, looked up once

thread_local int tls_slot = 0;
thread_local bool tls_inside = false;

inline uint32_t unclaimed(uint64_t ticket) { return static_cast<uint32_t>(ticket); }

// Claims and runs chunks of the open job until none is left; returns how many it ran.
uint32_t run_chunks(Pool& pool, int slot) {
  uint32_t ran = 0;
  uint64_t ticket = pool.ticket.load(std::memory_order_acquire);
  while (unclaimed(ticket) != 0) {
    auto fn = pool.fn.load(std::memory_order_relaxed);
    void* ctx = pool.ctx.load(std::memory_order_relaxed);
    int64_t chunk =
        pool.first.load(std::memory_order_relaxed) + pool.chunks.load(std::memory_order_relaxed) - unclaimed(ticket);
    if (slot >= pool.threads.load(std::memory_order_relaxed)) break;
    // Success means that the same job was open all the while, so the fields above are its own.
    if (!pool.ticket.compare_exchange_weak(ticket, ticket - 1, std::memory_order_acq_rel, std::memory_order_acquire))
      continue;
    fn(ctx, chunk);
    ran++;
    ticket = pool.ticket.load(std::memory_order_acquire);
  }
  return ran;
}

bool has_work(Pool& pool, int slot) {
  return unclaimed(pool.ticket.load(std::memory_order_seq_cst)) != 0 &&
         slot < pool.threads.load(std::memory_order_relaxed);
}

int64_t spin_ns() {  // spinning only pays on a core of one's own
  return wanted.load(std::memory_order_relaxed) > granted.load(std::memory_order_relaxed) ? 0 : kSpinNs;
}

struct WorkerArgs {
  Pool* pool;
  int slot;
};

void* worker_main(void* raw) {
  WorkerArgs args = *static_cast<WorkerArgs*>(raw);
  delete static_cast<WorkerArgs*>(raw);
  Pool& pool = *args.pool;
  tls_slot = args.slot;
  tls_inside = true;
#if defined(__linux__)
  pthread_setname_np(pthread_self(), "rushlight");
#endif
  for (;;) {
    if (uint32_t ran = run_chunks(pool, args.slot)) {
      pool.done.fetch_add(ran, std::memory_order_seq_cst);
      if (pool.caller_asleep.load(std::memory_order_seq_cst)) wake(pool.done, 1);
    }
    if (spin(spin_ns(), [&] { return has_work(pool, args.slot); })) continue;
    uint32_t heard = pool.bell.load(std::memory_order_seq_cst);
    pool.sleepers.fetch_add(1, std::memory_order_seq_cst);
    if (!has_work(pool, args.slot)) sleep_on(pool.bell, heard);
    pool.sleepers.fetch_sub(1, std::memory_order_seq_cst);
  }
  return nullptr;
}

// Signals are for the threads that Python knows, so workers block them all.
void start_workers(Pool& pool, int n) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  for (int have = pool.workers.load(std::memory_order_relaxed); have < n; have++) {
    auto* args = new (std::nothrow) WorkerArgs{&pool, have + 1};
    pthread_t thread;
    if (!args || pthread_create(&thread, &attributes, worker_main, args) != 0) {
      delete args;  // fewer workers then; nobody waits for them
      break;
    }
    pool.workers.store(have + 1, std::memory_order_relaxed);
  }
  pthread_attr_destroy(&attributes);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

// The child of a fork has no workers: it forgets the pool (never freed: its state is unknown) and makes a new one.
void after_fork_in_child() {
  the_pool.store(nullptr, std::memory_order_relaxed);
#if !defined(__linux__)
  bed = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER};
#endif
}

// Never destroyed: workers may still look at it while the process exits.
Pool* get_pool() {
  Pool* pool = the_pool.load(std::memory_order_acquire);
  if (pool) return pool;
  static const int registered = pthread_atfork(nullptr, nullptr, after_fork_in_child);
  (void)registered;
  Pool* fresh = new (std::nothrow) Pool;
  if (!fresh) return nullptr;
  if (the_pool.compare_exchange_strong(pool, fresh, std::memory_order_acq_rel)) return fresh;
  delete fresh;
  return pool;
}

int threads_from(const char* variable) {
  const char* text = std::getenv(variable);
  return text ? std::atoi(text) : 0;
}

void run_serially(int64_t n, void (*fn)(void*, int64_t), void* ctx) {
  for (int64_t i = 0; i < n; i++) fn(ctx, i);
}

// Opens a job of chunks [first, first + n), takes part, waits until every claimed chunk is reported.
void run_job(Pool& pool, int64_t first, uint32_t n, int threads, void (*fn)(void*, int64_t), void* ctx) {
  pool.fn.store(fn, std::memory_order_relaxed);
  pool.ctx.store(ctx, std::memory_order_relaxed);
  pool.first.store(first, std::memory_order_relaxed);
  pool.chunks.store(n, std::memory_order_relaxed);
  pool.threads.store(threads, std::memory_order_relaxed);
  pool.done.store(0, std::memory_order_relaxed);
  uint64_t generation = (pool.ticket.load(std::memory_order_relaxed) >> 32) + 1;
  pool.ticket.store(generation << 32 | n, std::memory_order_seq_cst);
  if (pool.sleepers.load(std::memory_order_seq_cst) > 0) {
    pool.bell.fetch_add(1, std::memory_order_seq_cst);
    bool some_barred = pool.workers.load(std::memory_order_relaxed) >= threads;  // they could take the wake-ups
    wake(pool.bell, some_barred                         ? kMaxThreads
                    : static_cast<int64_t>(n) < threads ? static_cast<int>(n) - 1
                                                        : threads - 1);
  }
  uint32_t left = n - run_chunks(pool, 0);
  auto finished = [&] { return pool.done.load(std::memory_order_acquire) == left; };
  if (spin(kSpinNs, finished)) return;
  pool.caller_asleep.store(1, std::memory_order_seq_cst);
  for (;;) {
    uint32_t seen = pool.done.load(std::memory_order_seq_cst);
    if (seen == left) break;
    sleep_on(pool.done, seen);
  }
  pool.caller_asleep.store(0, std::memory_order_relaxed);
}

}  // namespace

int num_threads() {
  int n = wanted.load(std::memory_order_relaxed);
  if (n) return n;
  granted.store(granted_cpus(), std::memory_order_relaxed);
  n = threads_from("RUSHLIGHT_NUM_THREADS");
  if (n < 1) n = threads_from("OMP_NUM_THREADS");
  if (n < 1) n = granted.load(std::memory_order_relaxed);
  if (n > kMaxThreads) n = kMaxThreads;
  int undecided = 0;
  return wanted.compare_exchange_strong(undecided, n) ? n : undecided;
}

void set_num_threads(int n) {
  num_threads();  // so that `granted` is known
  wanted.store(n < 1 ? 1 : n > kMaxThreads ? kMaxThreads : n, std::memory_order_relaxed);
}

int thread_slot() { return tls_slot; }

void parallel_chunks(int64_t n_chunks, void (*fn)(void*, int64_t), void* ctx) {
  int threads = num_threads();
  Pool* pool;
  if (n_chunks <= 1 || threads == 1 || tls_inside || !(pool = get_pool()) ||
      pool->taken.exchange(true, std::memory_order_acquire))
    return run_serially(n_chunks, fn, ctx);
  if (pool->workers.load(std::memory_order_relaxed) < threads - 1) start_workers(*pool, threads - 1);
  tls_inside = true;
  constexpr int64_t kMost = int64_t{1} << 30;
  for (int64_t first = 0; first < n_chunks; first += kMost) {
    int64_t n = n_chunks - first < kMost ? n_chunks - first : kMost;
    run_job(*pool, first, static_cast<uint32_t>(n), threads, fn, ctx);
  }
  tls_inside = false;
  pool->taken.store(false, std::memory_order_release);
}

}  // namespace rl

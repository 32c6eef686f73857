#include "kernels/layers/softmax.h"

#include "base/thread_pool.h"
#include "kernels/common/vector_math.h"

namespace rl {
namespace RL_ISA {
namespace {

constexpr int64_t kChunk = 8192;  // elements per unit of parallel work: some 10 µs of exponentials

// body(first, last) over [0, count) units of `size` elements each.
template <class F> RL_INLINE void over(int64_t count, int64_t size, F&& body) {
  if (count * size <= 2 * kChunk) return body(int64_t(0), count);
  const int64_t per = size >= kChunk ? 1 : kChunk / size;
  parallel_for((count + per - 1) / per, [&](int64_t i) { body(i * per, min_of((i + 1) * per, count)); });
}

template <class T> RL_INLINE Vec<T> lane_numbers() {
  Vec<T> v{};
  RL_UNROLL for (int i = 0; i < Simd<T>::lanes; i++) v[i] = static_cast<T>(i);
  return v;
}
// The first n lanes of v, `other` in the rest.
template <class T> RL_INLINE Vec<T> first(Vec<T> v, int n, T other) {
  return lane_numbers<T>() < splat(static_cast<T>(n)) ? v : splat(other);
}
template <class T> RL_INLINE T max_lanes(Vec<T> v) {
  T m = v[0];
  RL_UNROLL for (int i = 1; i < Simd<T>::lanes; i++) m = v[i] > m ? v[i] : m;
  return m;
}
RL_INLINE float scalar_log(float x) { return __builtin_logf(x); }
RL_INLINE double scalar_log(double x) { return __builtin_log(x); }

// f(v, i, rest) for each vector of a row of n; rest: how many of its lanes count
template <class T, class F> RL_INLINE void along(int64_t n, F&& f) {
  constexpr int L = Simd<T>::lanes;
  int64_t i = 0;
  for (; i + L <= n; i += L) f(i, L);
  if (i < n) f(i, static_cast<int>(n - i));
}
template <class T> RL_INLINE Vec<T> get(const T* p, int rest) {
  return rest == Simd<T>::lanes ? load(p) : load_part(p, rest);
}
template <class T> RL_INLINE void put(T* p, Vec<T> v, int rest) {
  rest == Simd<T>::lanes ? store(p, v) : store_part(p, v, rest);
}

// One row whose elements are neighbours.
template <class T> static void row(int64_t n, const T* x, T* y, bool log) {
  constexpr T lowest = static_cast<T>(-__builtin_inf());
  Vec<T> top = splat(lowest);
  along<T>(n, [&](int64_t i, int rest) {
    const Vec<T> v = first<T>(get(x + i, rest), rest, lowest);
    top = v > top ? v : top;
  });
  const Vec<T> m = splat(max_lanes<T>(top));
  Vec<T> sum{};
  along<T>(n, [&](int64_t i, int rest) {
    const Vec<T> e = vexp<Vec<T>>(first<T>(get(x + i, rest) - m, rest, lowest));
    sum += e;
    if (!log) put(y + i, e, rest);
  });
  const T total = sum_lanes<T>(sum);
  const Vec<T> by = splat(log ? scalar_log(total) : total);
  along<T>(n,
           [&](int64_t i, int rest) { put(y + i, log ? (get(x + i, rest) - m) - by : get(y + i, rest) / by, rest); });
}

// `rest` neighbouring columns, whose elements are `step` apart; they are read once if `kept` of them fit a buffer.
template <class T> static void columns(int64_t n, int64_t step, const T* x, T* y, bool log, int rest) {
  constexpr int kept = 256, L = Simd<T>::lanes;
  T buffer[kept * L];
  const bool keep = n <= kept;
  Vec<T> m = splat(static_cast<T>(-__builtin_inf())), sum{};
  for (int64_t i = 0; i < n; i++) {
    const Vec<T> v = get(x + i * step, rest);
    if (keep) store(buffer + i * L, v);
    m = v > m ? v : m;
  }
  T* near = keep ? buffer : y;  // where the exponentials wait for their sum
  const int64_t near_step = keep ? L : step;
  const int width = keep ? L : rest;
  for (int64_t i = 0; i < n; i++) {
    const Vec<T> d = (keep ? load(buffer + i * L) : get(x + i * step, rest)) - m, e = vexp<Vec<T>>(d);
    sum += e;
    put(near + i * near_step, log ? d : e, width);
  }
  if (log) sum = vlog<Vec<T>>(sum);
  for (int64_t i = 0; i < n; i++) {
    const Vec<T> v = get(near + i * near_step, width);
    put(y + i * step, log ? v - sum : v / sum, rest);
  }
}

template <class T> static void row_backward(int64_t n, const T* g, const T* y, T* gx, bool log) {
  Vec<T> sum{};
  along<T>(n, [&](int64_t i, int rest) { sum += log ? get(g + i, rest) : get(g + i, rest) * get(y + i, rest); });
  const Vec<T> total = splat(sum_lanes<T>(sum));
  along<T>(n, [&](int64_t i, int rest) {
    const Vec<T> a = get(g + i, rest), b = get(y + i, rest);
    put(gx + i, log ? a - vexp<Vec<T>>(b) * total : (a - total) * b, rest);
  });
}
template <class T>
static void columns_backward(int64_t n, int64_t step, const T* g, const T* y, T* gx, bool log, int rest) {
  Vec<T> sum{};
  for (int64_t i = 0; i < n; i++)
    sum += log ? get(g + i * step, rest) : get(g + i * step, rest) * get(y + i * step, rest);
  for (int64_t i = 0; i < n; i++) {
    const Vec<T> a = get(g + i * step, rest), b = get(y + i * step, rest);
    put(gx + i * step, log ? a - vexp<Vec<T>>(b) * sum : (a - sum) * b, rest);
  }
}

// columns(offset, rest) for each vector of columns of (outer, n, inner).
template <class T, class F> RL_INLINE void over_columns(int64_t outer, int64_t n, int64_t inner, F&& columns) {
  constexpr int L = Simd<T>::lanes;
  const int64_t blocks = (inner + L - 1) / L;
  over(outer * blocks, n * L, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      const int64_t at = i % blocks * L;
      columns(i / blocks * n * inner + at, static_cast<int>(min_of<int64_t>(L, inner - at)));
    }
  });
}

template <class T> void forward(int64_t outer, int64_t n, int64_t inner, const T* x, T* y, bool log) {
  if (inner == 1)
    return over(outer, n, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) row(n, x + i * n, y + i * n, log);
    });
  over_columns<T>(outer, n, inner, [&](int64_t at, int rest) { columns(n, inner, x + at, y + at, log, rest); });
}

template <class T> void backward(int64_t outer, int64_t n, int64_t inner, const T* g, const T* y, T* gx, bool log) {
  if (inner == 1)
    return over(outer, n, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) row_backward(n, g + i * n, y + i * n, gx + i * n, log);
    });
  over_columns<T>(outer, n, inner,
                  [&](int64_t at, int rest) { columns_backward(n, inner, g + at, y + at, gx + at, log, rest); });
}

}  // namespace

RL_DEFINE_KERNELS(SoftmaxKernels, softmax) = {{forward<float>, backward<float>}, {forward<double>, backward<double>}};

}  // namespace RL_ISA
}  // namespace rl

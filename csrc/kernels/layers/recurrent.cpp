// Sequences don't meet, so threads take some of them each, through all steps; where there are few, the products are
// shared out.
#include "kernels/layers/recurrent.h"

#include "base/thread_pool.h"
#include "kernels/common/vector_math.h"
#include "kernels/linalg/gemm.h"

namespace rl {
namespace RL_ISA {
namespace {

constexpr int64_t kSequences = 16;        // per unit of parallel work: enough rows for the product's tiles
constexpr int64_t kSerialWork = 1200000;  // multiply-adds, below which one thread is as fast

RL_INLINE void shared(const Gemm<float>& g) { gemm_table.gemm_f32(g); }
RL_INLINE void shared(const Gemm<double>& g) { gemm_table.gemm_f64(g); }

// The rows of one step that belong to the sequences from `first` on.
struct Rows { int64_t step, first, row, count; };

// Some sequences through time: body(rows) for each step that has any of them.
template <class T> struct Walk {
  const Recurrence<T>& r;
  int64_t first, last;
  bool alone;  // all sequences are here

  template <class F> void steps(bool from_end, F&& body) const {
    for (int64_t i = 0; i < r.steps; i++) {
      const int64_t t = from_end ? r.steps - 1 - i : i, count = min_of(r.sizes[t], last) - first;
      if (count > 0) body(Rows{t, first, r.starts[t] + first, count});
    }
  }
  // c (m, n) = a (m, k) b (k, n), contiguous but for the rows of a
  void product(int64_t m, int64_t n, int64_t k, const T* a, int64_t a_row, const T* b, T* c, const T* bias = nullptr,
               bool accumulate = false) const {
    const Gemm<T> g{m, n, k, a, a_row, 1, b, n, 1, c, n, bias, accumulate};
    if (alone) shared(g);
    else gemm_serial(g);
  }
  // What sequence `n` had before step t, of states after each step and at first.
  const T* before(int64_t t, int64_t n, int64_t width, const T* after, const T* at_first) const {
    const int64_t p = r.reverse ? t + 1 : t - 1;
    return p >= 0 && p < r.steps && n < r.sizes[p] ? after + (r.starts[p] + n) * width : at_first + n * width;
  }
};

template <class T, class F> RL_INLINE void walk(const Recurrence<T>& r, int64_t gates, F&& body) {
  int64_t rows = 0;
  for (int64_t t = 0; t < r.steps; t++) rows += r.sizes[t];
  const int64_t parts = rows * gates * r.cells * r.out < kSerialWork ? 1 : max_of<int64_t>(r.batch / kSequences, 1);
  const int64_t each = (r.batch + parts - 1) / parts;
  parallel_for((r.batch + each - 1) / each,
               [&](int64_t i) { body(Walk<T>{r, i * each, min_of((i + 1) * each, r.batch), parts == 1}); });
}

template <class T> RL_INLINE void copy(T* to, const T* from, int64_t n) { __builtin_memcpy(to, from, n * sizeof(T)); }

// to (cols, rows) = from (rows, cols), transposed
template <class T> static void turn(const T* from, int64_t rows, int64_t cols, T* to) {
  constexpr int L = Simd<T>::lanes;
  int64_t i = 0;
  for (; i + L <= rows; i += L) {
    int64_t j = 0;
    for (; j + L <= cols; j += L) {
      Vec<T> v[L];
      RL_UNROLL for (int x = 0; x < L; x++) v[x] = load(from + (i + x) * cols + j);
      transpose<T>(v);
      RL_UNROLL for (int x = 0; x < L; x++) store(to + (j + x) * rows + i, v[x]);
    }
    for (; j < cols; j++)
      for (int x = 0; x < L; x++) to[j * rows + i + x] = from[(i + x) * cols + j];
  }
  for (; i < rows; i++)
    for (int64_t j = 0; j < cols; j++) to[j * rows + i] = from[i * cols + j];
}

// body(j, lanes): a vector's worth of numbers at a time
template <class T, class F> RL_INLINE void lanes(int64_t n, F&& body) {
  constexpr int L = Simd<T>::lanes;
  int64_t j = 0;
  for (; j + L <= n; j += L) body(j, L);
  if (j < n) body(j, static_cast<int>(n - j));
}

// part: the hidden state's part of the gates. Short loops, so that the processor works on several vectors at a time.
template <class T> static void lstm_row(int64_t k, const T* x, const T* part, T* z, T* c, T* cell, T* raw) {
  auto sum = [&](int64_t j, int n)
                 __attribute__((always_inline)) { return load_part(x + j, n) + load_part(part + j, n); };
  auto sigmoids = [&](int64_t from, int64_t to) __attribute__((always_inline)) {
    lanes<T>(to - from, [&](int64_t j, int n) __attribute__((always_inline)) {
      store_part(z + from + j, vsigmoid(sum(from + j, n)), n);
    });
  };
  sigmoids(0, 2 * k);
  lanes<T>(k, [&](int64_t j, int n)
                  __attribute__((always_inline)) { store_part(z + 2 * k + j, vtanh(sum(2 * k + j, n)), n); });
  sigmoids(3 * k, 4 * k);
  lanes<T>(k, [&](int64_t j, int n) __attribute__((always_inline)) {
    const Vec<T> now =
        load_part(c + j, n) * load_part(z + k + j, n) + load_part(z + j, n) * load_part(z + 2 * k + j, n);
    store_part(c + j, now, n);
    store_part(cell + j, now, n);
    store_part(raw + j, vtanh(now) * load_part(z + 3 * k + j, n), n);
  });
}

template <class T> static void lstm(const Recurrence<T>& r) {
  const int64_t k = r.cells, p = r.out;
  turn(r.w, 4 * k, p, r.turned);
  if (r.wr) turn(r.wr, p, k, r.turned_r);
  walk(r, 4, [&](const Walk<T>& s) {
    s.steps(r.reverse, [&](const Rows& at) {
      T *part = r.part + at.first * 4 * k, *h = r.h + at.first * p, *y = r.y + at.row * p, *raw = r.raw + at.row * k;
      s.product(at.count, 4 * k, p, h, p, r.turned, part);
      for (int64_t i = 0; i < at.count; i++) {
        const int64_t row = at.row + i;
        lstm_row(k, r.x + row * 4 * k, part + i * 4 * k, r.gates + row * 4 * k, r.c + (at.first + i) * k,
                 r.cell + row * k, raw + i * k);
      }
      if (r.wr) s.product(at.count, p, k, raw, k, r.turned_r, y);
      copy(h, y, at.count * p);
    });
  });
}

// d: the gradient of o tanh(c)
template <class T>
static void lstm_row_back(int64_t k, const T* z, const T* cell, const T* before, const T* d, T* gc, T* gx) {
  lanes<T>(k, [&](int64_t j, int n) __attribute__((always_inline)) {
    const Vec<T> i = load_part(z + j, n), f = load_part(z + k + j, n), g = load_part(z + 2 * k + j, n),
                 o = load_part(z + 3 * k + j, n);
    const Vec<T> t = vtanh(load_part(cell + j, n)), dh = load_part(d + j, n);
    const Vec<T> e = load_part(gc + j, n) + dh * (o * (1 - t * t));
    store_part(gx + j, e * (g * i * (1 - i)), n);
    store_part(gx + k + j, e * (load_part(before + j, n) * f * (1 - f)), n);
    store_part(gx + 2 * k + j, e * (i * (1 - g * g)), n);
    store_part(gx + 3 * k + j, dh * (t * o * (1 - o)), n);
    store_part(gc + j, e * f, n);
  });
}

template <class T> RL_INLINE void add(T* to, const T* from, int64_t size) {
  lanes<T>(size, [&](int64_t j, int n) __attribute__((always_inline)) {
    store_part(to + j, load_part(to + j, n) + load_part(from + j, n), n);
  });
}

template <class T> static void lstm_back(const Recurrence<T>& r) {
  const int64_t k = r.cells, p = r.out;
  walk(r, 4, [&](const Walk<T>& s) {
    s.steps(!r.reverse, [&](const Rows& at) {
      T *gh = r.gh + at.first * p, *gx = r.gx + at.row * 4 * k, *d = gh;
      add(gh, r.gy + at.row * p, at.count * p);
      if (r.wr) {
        d = r.part + at.first * k;
        copy(r.gs + at.row * p, gh, at.count * p);
        s.product(at.count, k, p, gh, p, r.wr, d);
      }
      for (int64_t i = 0; i < at.count; i++) {
        const int64_t row = at.row + i, n = at.first + i;
        copy(r.before + row * p, s.before(at.step, n, p, r.y, r.h0), p);
        lstm_row_back(k, r.gates + row * 4 * k, r.cell + row * k, s.before(at.step, n, k, r.cell, r.c0), d + i * k,
                      r.gc + n * k, gx + i * 4 * k);
      }
      s.product(at.count, p, 4 * k, gx, 4 * k, r.w, gh);
    });
  });
}

template <class T> static void gru_row(int64_t k, const T* x, const T* part, T* gates, T* h) {
  lanes<T>(k, [&](int64_t j, int n) __attribute__((always_inline)) {
    const Vec<T> reset = vsigmoid(load_part(x + j, n) + load_part(part + j, n));
    const Vec<T> update = vsigmoid(load_part(x + k + j, n) + load_part(part + k + j, n));
    const Vec<T> own = load_part(part + 2 * k + j, n), fresh = vtanh(reset * own + load_part(x + 2 * k + j, n));
    store_part(gates + j, reset, n);
    store_part(gates + k + j, update, n);
    store_part(gates + 2 * k + j, fresh, n);
    store_part(gates + 3 * k + j, own, n);
    store_part(h + j, (load_part(h + j, n) - fresh) * update + fresh, n);
  });
}

template <class T> static void gru(const Recurrence<T>& r) {
  const int64_t k = r.cells;
  turn(r.w, 3 * k, k, r.turned);
  walk(r, 3, [&](const Walk<T>& s) {
    s.steps(r.reverse, [&](const Rows& at) {
      T *part = r.part + at.first * 3 * k, *h = r.h + at.first * k;
      s.product(at.count, 3 * k, k, h, k, r.turned, part, r.b);
      for (int64_t i = 0; i < at.count; i++)
        gru_row(k, r.x + (at.row + i) * 3 * k, part + i * 3 * k, r.gates + (at.row + i) * 4 * k, h + i * k);
      copy(r.y + at.row * k, h, at.count * k);
    });
  });
}

template <class T>
static void gru_row_back(int64_t k, const T* gates, const T* before, const T* gy, T* gh, T* gx, T* gpart) {
  lanes<T>(k, [&](int64_t j, int n) __attribute__((always_inline)) {
    const Vec<T> reset = load_part(gates + j, n), update = load_part(gates + k + j, n),
                 fresh = load_part(gates + 2 * k + j, n);
    const Vec<T> d = load_part(gh + j, n) + load_part(gy + j, n), slope = (1 - update) * (1 - fresh * fresh);
    const Vec<T> g_reset = d * (slope * load_part(gates + 3 * k + j, n) * reset * (1 - reset));
    const Vec<T> g_update = d * ((load_part(before + j, n) - fresh) * update * (1 - update));
    store_part(gx + j, g_reset, n);
    store_part(gx + k + j, g_update, n);
    store_part(gx + 2 * k + j, d * slope, n);
    store_part(gpart + j, g_reset, n);
    store_part(gpart + k + j, g_update, n);
    store_part(gpart + 2 * k + j, d * (slope * reset), n);
    store_part(gh + j, d * update, n);
  });
}

template <class T> static void gru_back(const Recurrence<T>& r) {
  const int64_t k = r.cells;
  walk(r, 3, [&](const Walk<T>& s) {
    s.steps(!r.reverse, [&](const Rows& at) {
      T* gh = r.gh + at.first * k;
      for (int64_t i = 0; i < at.count; i++) {
        const int64_t row = at.row + i;
        const T* before = s.before(at.step, at.first + i, k, r.y, r.h0);
        copy(r.before + row * k, before, k);
        gru_row_back(k, r.gates + row * 4 * k, before, r.gy + row * k, gh + i * k, r.gx + row * 3 * k,
                     r.gpart + row * 3 * k);
      }
      s.product(at.count, k, 3 * k, r.gpart + at.row * 3 * k, 3 * k, r.w, gh, nullptr, true);
    });
  });
}

template <class T> static void rnn(const Recurrence<T>& r) {
  const int64_t k = r.cells;
  turn(r.w, k, k, r.turned);
  walk(r, 1, [&](const Walk<T>& s) {
    s.steps(r.reverse, [&](const Rows& at) {
      T *part = r.part + at.first * k, *y = r.y + at.row * k, *h = r.h + at.first * k;
      const T* x = r.x + at.row * k;
      s.product(at.count, k, k, h, k, r.turned, part);
      lanes<T>(at.count * k, [&](int64_t j, int n) __attribute__((always_inline)) {
        const Vec<T> z = load_part(x + j, n) + load_part(part + j, n), v = r.relu ? maximum_of(z, Vec<T>{}) : vtanh(z);
        store_part(y + j, v, n);
        store_part(h + j, v, n);
      });
    });
  });
}

template <class T> static void rnn_back(const Recurrence<T>& r) {
  const int64_t k = r.cells;
  walk(r, 1, [&](const Walk<T>& s) {
    s.steps(!r.reverse, [&](const Rows& at) {
      T *gh = r.gh + at.first * k, *gx = r.gx + at.row * k;
      const T *y = r.y + at.row * k, *gy = r.gy + at.row * k;
      lanes<T>(at.count * k, [&](int64_t j, int n) __attribute__((always_inline)) {
        const Vec<T> v = load_part(y + j, n), slope = r.relu ? (v > 0 ? splat(T(1)) : Vec<T>{}) : 1 - v * v;
        store_part(gx + j, slope * (load_part(gh + j, n) + load_part(gy + j, n)), n);
      });
      for (int64_t i = 0; i < at.count; i++)
        copy(r.before + (at.row + i) * k, s.before(at.step, at.first + i, k, r.y, r.h0), k);
      s.product(at.count, k, k, gx, k, r.w, gh);
    });
  });
}

}  // namespace

#define RL_FUNCTIONS(T) {lstm<T>, lstm_back<T>, gru<T>, gru_back<T>, rnn<T>, rnn_back<T>}
RL_DEFINE_KERNELS(RecurrentKernels, recurrent) = {RL_FUNCTIONS(float), RL_FUNCTIONS(double)};

}  // namespace RL_ISA
}  // namespace rl

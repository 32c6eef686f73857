// Sums, products, extremes. Floats add up in vectors over short blocks, the blocks in double precision: float32 sums
// are then good to an ulp or two, whatever their length.
#include "kernels/reductions/reduce.h"

#include "kernels/common/vector_math.h"

namespace rl {
namespace RL_ISA {
namespace {

constexpr int64_t kBlock = 1024;         // numbers per block of a row
constexpr int kRows = 32;                // rows per block of columns
constexpr int kWide = RL_REGISTERS / 2;  // vectors of columns together

struct Plain {
  template <class V> RL_INLINE_MEMBER V f(V x) { return x; }
};
struct Squared {
  template <class V> RL_INLINE_MEMBER V f(V x) { return x * x; }
};
struct Absolute {
  template <class V> RL_INLINE_MEMBER V f(V x) { return vabs(x); }
};

// Sums of floats ------------------------------------------------------------------------------------------------------

template <class T, class Map> struct FloatSum {
  static constexpr int L = Simd<T>::lanes;

  static void start(int64_t n, void* a) {
    for (int64_t i = 0; i < n; i++) static_cast<double*>(a)[i] = 0;
  }
  static T block(int64_t n, const T* x) {
    Vec<T> s[4] = {};
    int64_t i = 0;
    for (; i + 4 * L <= n; i += 4 * L) {
      RL_UNROLL for (int j = 0; j < 4; j++) s[j] += Map::f(load(x + i + j * L));
    }
    for (; i + L <= n; i += L) s[0] += Map::f(load(x + i));
    if (i < n) s[1] += Map::f(load_part(x + i, static_cast<int>(n - i)));
    return sum_lanes<T>((s[0] + s[1]) + (s[2] + s[3]));
  }
  static void row(int64_t n, const void* x_, void* a) {
    const T* x = static_cast<const T*>(x_);
    double total = 0;
    if (n <= L) {
      total = sum_lanes<T>(Map::f(load_part(x, static_cast<int>(n))));
    } else {
      for (int64_t i = 0; i < n; i += kBlock) total += block(min_of<int64_t>(kBlock, n - i), x + i);
    }
    *static_cast<double*>(a) += total;
  }
  static void many_rows(int64_t outputs, int64_t step, int64_t n, const void* x_, void* a) {
    const char* x = static_cast<const char*>(x_);
    int64_t i = 0;
    if (sizeof(T) == 4 && n <= L)  // a few numbers each: four rows are summed together
      for (; i + 4 <= outputs; i += 4) {
        Vec<T> v[4];
        T sums[4];
        RL_UNROLL for (int j = 0; j < 4; j++) {
          v[j] = Map::f(load_part(reinterpret_cast<const T*>(x + (i + j) * step), static_cast<int>(n)));
        }
        sum_all<4>(v, sums);
        RL_UNROLL for (int j = 0; j < 4; j++) static_cast<double*>(a)[i + j] += sums[j];
      }
    for (; i < outputs; i++) row(n, x + i * step, static_cast<double*>(a) + i);
  }
  static void flush(const Vec<T>& s, int n, double* a) {
    T lane[L];
    store(lane, s);
    for (int i = 0; i < n; i++) a[i] += lane[i];
  }
  // `count` vectors of columns over m rows; narrow strips take several rows side by side, to hide the latency of sums
  template <int count> RL_INLINE_MEMBER void strip(int m, int64_t step, const char* x, int last, double* a) {
    constexpr int sets = count < 4 ? 4 / count : 1;
    Vec<T> s[sets][count] = {};
    int k = 0;
    for (; k + sets <= m; k += sets) {
      RL_UNROLL for (int i = 0; i < sets; i++) {
        const T* p = reinterpret_cast<const T*>(x + (k + i) * step);
        RL_UNROLL for (int j = 0; j < count; j++) {
          s[i][j] += Map::f(last == L || j < count - 1 ? load(p + j * L) : load_part(p + j * L, last));
        }
      }
    }
    for (; k < m; k++) {
      const T* p = reinterpret_cast<const T*>(x + k * step);
      RL_UNROLL for (int j = 0; j < count; j++) {
        s[0][j] += Map::f(last == L || j < count - 1 ? load(p + j * L) : load_part(p + j * L, last));
      }
    }
    RL_UNROLL for (int i = 1; i < sets; i++) { RL_UNROLL for (int j = 0; j < count; j++) s[0][j] += s[i][j]; }
    RL_UNROLL for (int j = 0; j < count; j++) flush(s[0][j], j < count - 1 ? L : last, a + j * L);
  }
  static void columns(int64_t rows, int64_t step, int64_t n, const void* x_, void* a_) {
    double* a = static_cast<double*>(a_);
    for (int64_t r = 0; r < rows; r += kRows) {
      const int m = static_cast<int>(min_of<int64_t>(kRows, rows - r));
      const char* x = static_cast<const char*>(x_) + r * step;
      int64_t i = 0;
      for (; i + kWide * L <= n; i += kWide * L) strip<kWide>(m, step, x + i * sizeof(T), L, a + i);
      for (; i + 4 * L <= n; i += 4 * L) strip<4>(m, step, x + i * sizeof(T), L, a + i);
      for (; i + L <= n; i += L) strip<1>(m, step, x + i * sizeof(T), L, a + i);
      if (i < n) strip<1>(m, step, x + i * sizeof(T), static_cast<int>(n - i), a + i);
    }
  }
  static void join(int64_t n, void* a, const void* b) {
    for (int64_t i = 0; i < n; i++) static_cast<double*>(a)[i] += static_cast<const double*>(b)[i];
  }
  static void finish(int64_t n, const void* a, void* y, double divisor) {
    for (int64_t i = 0; i < n; i++) static_cast<T*>(y)[i] = static_cast<T>(static_cast<const double*>(a)[i] / divisor);
  }
};

// Others: plain loops -------------------------------------------------------------------------------------------------

// Op: A first(); A take(A, T); A join(A, A). The order of takes is free: a row runs several side by side.
template <class Op, class T, class A> struct Loop {
  static void start(int64_t n, void* a) {
    for (int64_t i = 0; i < n; i++) static_cast<A*>(a)[i] = Op::first();
  }
  static void row(int64_t n, const void* x_, void* a) {
    const T* x = static_cast<const T*>(x_);
    constexpr int W = 64 / sizeof(A) * 2;
    if (n < W) {
      A total = *static_cast<A*>(a);
      for (int64_t i = 0; i < n; i++) total = Op::take(total, x[i]);
      *static_cast<A*>(a) = total;
      return;
    }
    A s[W];
    for (int j = 0; j < W; j++) s[j] = Op::first();
    int64_t i = 0;
    for (; i + W <= n; i += W)
      for (int j = 0; j < W; j++) s[j] = Op::take(s[j], x[i + j]);
    for (; i < n; i++) s[0] = Op::take(s[0], x[i]);
    A total = *static_cast<A*>(a);
    for (int j = 0; j < W; j++) total = Op::join(total, s[j]);
    *static_cast<A*>(a) = total;
  }
  static void many_rows(int64_t outputs, int64_t step, int64_t n, const void* x, void* a) {
    for (int64_t i = 0; i < outputs; i++) row(n, static_cast<const char*>(x) + i * step, static_cast<A*>(a) + i);
  }
  static void columns(int64_t rows, int64_t step, int64_t n, const void* x_, void* a_) {
    A* __restrict a = static_cast<A*>(a_);
    for (int64_t r = 0; r < rows; r++) {
      const T* __restrict x = reinterpret_cast<const T*>(static_cast<const char*>(x_) + r * step);
      for (int64_t i = 0; i < n; i++) a[i] = Op::take(a[i], x[i]);
    }
  }
  static void join(int64_t n, void* a, const void* b) {
    for (int64_t i = 0; i < n; i++)
      static_cast<A*>(a)[i] = Op::join(static_cast<A*>(a)[i], static_cast<const A*>(b)[i]);
  }
  static void finish(int64_t n, const void* a, void* y, double divisor) {
    if (divisor != 1) {
      for (int64_t i = 0; i < n; i++)
        static_cast<T*>(y)[i] = static_cast<T>(static_cast<double>(static_cast<const A*>(a)[i]) / divisor);
    } else {
      for (int64_t i = 0; i < n; i++) static_cast<T*>(y)[i] = static_cast<T>(static_cast<const A*>(a)[i]);
    }
  }
};

struct Total {  // of ints, wrapping around
  RL_INLINE_MEMBER uint64_t first() { return 0; }
  RL_INLINE_MEMBER uint64_t take(uint64_t a, int64_t x) { return a + static_cast<uint64_t>(x); }
  RL_INLINE_MEMBER uint64_t join(uint64_t a, uint64_t b) { return a + b; }
};
template <class A> struct Product {
  RL_INLINE_MEMBER A first() { return 1; }
  template <class T> RL_INLINE_MEMBER A take(A a, T x) { return a * static_cast<A>(x); }
  RL_INLINE_MEMBER A join(A a, A b) { return a * b; }
};
template <class T> struct Limits {
  RL_INLINE_MEMBER T lowest() { return static_cast<T>(-__builtin_inf()); }
  RL_INLINE_MEMBER T highest() { return static_cast<T>(__builtin_inf()); }
};
template <> struct Limits<int64_t> {
  RL_INLINE_MEMBER int64_t lowest() { return INT64_MIN; }
  RL_INLINE_MEMBER int64_t highest() { return INT64_MAX; }
};

template <class T> struct Largest {
  RL_INLINE_MEMBER T first() { return Limits<T>::lowest(); }
  RL_INLINE_MEMBER T take(T a, T x) { return (a > x) | (a != a) ? a : x; }  // nan if one is
  RL_INLINE_MEMBER T join(T a, T b) { return take(a, b); }
};
template <class T> struct Smallest {
  RL_INLINE_MEMBER T first() { return Limits<T>::highest(); }
  RL_INLINE_MEMBER T take(T a, T x) { return (a < x) | (a != a) ? a : x; }
  RL_INLINE_MEMBER T join(T a, T b) { return take(a, b); }
};
struct Any {
  RL_INLINE_MEMBER uint8_t first() { return 0; }
  RL_INLINE_MEMBER uint8_t take(uint8_t a, uint8_t x) { return a | x; }
  RL_INLINE_MEMBER uint8_t join(uint8_t a, uint8_t b) { return a | b; }
};
struct All {
  RL_INLINE_MEMBER uint8_t first() { return 1; }
  RL_INLINE_MEMBER uint8_t take(uint8_t a, uint8_t x) { return a & x; }
  RL_INLINE_MEMBER uint8_t join(uint8_t a, uint8_t b) { return a & b; }
};

// Places --------------------------------------------------------------------------------------------------------------

template <class T, bool largest> RL_INLINE bool beats(T x, T best) {
  return (largest ? x > best : x < best) | ((x != x) & (best == best));
}

template <class T, bool largest> static int64_t arg_row(int64_t n, const void* x_) {
  const T* x = static_cast<const T*>(x_);
  if (n < 32) {
    int64_t place = 0;
    for (int64_t i = 1; i < n; i++) place = beats<T, largest>(x[i], x[place]) ? i : place;
    return place;
  }
  T best = largest ? Largest<T>::first() : Smallest<T>::first();
  if (largest) Loop<Largest<T>, T, T>::row(n, x, &best);
  else Loop<Smallest<T>, T, T>::row(n, x, &best);
  constexpr int W = 32;  // the first place that holds it
  int64_t i = 0;
  if (best != best) {
    for (; i < n; i++)
      if (x[i] != x[i]) return i;
  }
  for (; i + W <= n; i += W) {
    int found = 0;
    for (int j = 0; j < W; j++) found |= x[i + j] == best;
    if (found) break;
  }
  for (; i < n; i++)
    if (x[i] == best) return i;
  return 0;
}

template <class T, bool largest>
static void arg_columns(int64_t rows, int64_t step, int64_t n, const void* x_, void* best_, int64_t* __restrict index,
                        int64_t first) {
  T* __restrict best = static_cast<T*>(best_);
  for (int64_t r = 0; r < rows; r++) {
    const T* __restrict x = reinterpret_cast<const T*>(static_cast<const char*>(x_) + r * step);
    if (first + r == 0) {
      for (int64_t i = 0; i < n; i++) {
        best[i] = x[i];
        index[i] = 0;
      }
      continue;
    }
    for (int64_t i = 0; i < n; i++) {
      const bool better = beats<T, largest>(x[i], best[i]);
      best[i] = better ? x[i] : best[i];
      index[i] = better ? first + r : index[i];
    }
  }
}

// clang-format off
#define RL_REDUCTION(...) \
  {__VA_ARGS__::start, __VA_ARGS__::row, __VA_ARGS__::many_rows, __VA_ARGS__::columns, __VA_ARGS__::join, \
   __VA_ARGS__::finish}
#define RL_SUMS(map) {RL_REDUCTION(FloatSum<float, map>), RL_REDUCTION(FloatSum<double, map>), {}, {}}
#define RL_EXTREMES(op)                                                                                             \
  {RL_REDUCTION(Loop<op<float>, float, float>), RL_REDUCTION(Loop<op<double>, double, double>),                     \
   RL_REDUCTION(Loop<op<int64_t>, int64_t, int64_t>), {}}
#define RL_ARG(largest) \
  {{arg_row<float, largest>, arg_columns<float, largest>}, {arg_row<double, largest>, arg_columns<double, largest>}, \
   {arg_row<int64_t, largest>, arg_columns<int64_t, largest>}, {}}

}  // namespace

RL_DEFINE_KERNELS(ReduceKernels, reduce) = {
    // in the order of ReduceOp and ReduceType
    {{RL_REDUCTION(FloatSum<float, Plain>), RL_REDUCTION(FloatSum<double, Plain>),
      RL_REDUCTION(Loop<Total, int64_t, uint64_t>), {}},
     RL_SUMS(Squared), RL_SUMS(Absolute),
     {RL_REDUCTION(Loop<Product<double>, float, double>), RL_REDUCTION(Loop<Product<double>, double, double>),
      RL_REDUCTION(Loop<Product<uint64_t>, int64_t, uint64_t>), {}},
     RL_EXTREMES(Largest), RL_EXTREMES(Smallest), {{}, {}, {}, RL_REDUCTION(Loop<Any, uint8_t, uint8_t>)},
     {{}, {}, {}, RL_REDUCTION(Loop<All, uint8_t, uint8_t>)}},
    {RL_ARG(true), RL_ARG(false)},
};
// clang-format on

}  // namespace RL_ISA
}  // namespace rl

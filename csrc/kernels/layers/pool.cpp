#include "kernels/layers/pool.h"

#include <cstring>

#include "base/thread_pool.h"

namespace rl {
namespace RL_ISA {
namespace {

// Elements of input per chunk of work, and below which everything is one chunk: about 5 µs.
constexpr int64_t kChunk = 24576, kSerial = 65536;

template <class F> void over_planes(const Pool2d& p, F&& body) {
  int64_t size = p.h * p.w > p.oh * p.ow ? p.h * p.w : p.oh * p.ow;
  if (p.planes * size <= kSerial) return body(0, p.planes);
  int64_t per = size >= kChunk ? 1 : kChunk / size;
  parallel_for((p.planes + per - 1) / per, [&](int64_t i) {
    int64_t end = (i + 1) * per;
    body(i * per, end < p.planes ? end : p.planes);
  });
}

inline int64_t floor_div(int64_t a, int64_t b) { return a >= 0 ? a / b : -((b - 1 - a) / b); }
inline int64_t clamp(int64_t v, int64_t lo, int64_t hi) { return v < lo ? lo : v > hi ? hi : v; }

// Outputs [lo, hi) whose place number k of the window lies inside the input, along one axis.
struct Span {
  int64_t lo, hi;
  Span(int64_t off, int64_t stride, int64_t in, int64_t out)
      : lo(clamp(floor_div(-off + stride - 1, stride), 0, out)),
        hi(clamp(floor_div(in - 1 - off, stride) + 1, 0, out)) {}
};

// --- 2 x 2, stride 2, no padding ---------------------------------------------------------------------------------
// Vectors of W outputs, no scalar tails. A row that W does not divide is covered up to the next multiple of W: what
// that writes beyond the row belongs to rows done later. Where this would leave the chunk's memory (its last rows), the
// row's last vector overlaps the one before instead: the same values are written twice.

template <class T> struct MaskOf;
template <> struct MaskOf<float> { using type = int32_t; };
template <> struct MaskOf<double> { using type = int64_t; };

template <class T, int W> struct Vec {
  typedef T v __attribute__((vector_size(sizeof(T) * W)));
  typedef T u __attribute__((vector_size(sizeof(T) * W), aligned(sizeof(T)), may_alias));
};

template <int W, class V> inline V evens(V a, V b) {
  if constexpr (W == 2) return __builtin_shufflevector(a, b, 0, 2);
  else if constexpr (W == 4) return __builtin_shufflevector(a, b, 0, 2, 4, 6);
  else if constexpr (W == 8) return __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14);
  else return __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
}
template <int W, class V> inline V odds(V a, V b) {
  if constexpr (W == 2) return __builtin_shufflevector(a, b, 1, 3);
  else if constexpr (W == 4) return __builtin_shufflevector(a, b, 1, 3, 5, 7);
  else if constexpr (W == 8) return __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15);
  else return __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
}
template <int W, class V> inline V zip_low(V a, V b) {
  if constexpr (W == 2) return __builtin_shufflevector(a, b, 0, 2);
  else if constexpr (W == 4) return __builtin_shufflevector(a, b, 0, 4, 1, 5);
  else if constexpr (W == 8) return __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
  else return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
template <int W, class V> inline V zip_high(V a, V b) {
  if constexpr (W == 2) return __builtin_shufflevector(a, b, 1, 3);
  else if constexpr (W == 4) return __builtin_shufflevector(a, b, 2, 6, 3, 7);
  else if constexpr (W == 8) return __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
  else return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

template <class T, int W> struct Quad {  // the four places of W windows
  using V = typename Vec<T, W>::v;
  using U = typename Vec<T, W>::u;
  V q[4];

  void load(const T* top, const T* bottom) {
    V a = *reinterpret_cast<const U*>(top), b = *reinterpret_cast<const U*>(top + W);
    V c = *reinterpret_cast<const U*>(bottom), d = *reinterpret_cast<const U*>(bottom + W);
    q[0] = evens<W>(a, b), q[1] = odds<W>(a, b), q[2] = evens<W>(c, d), q[3] = odds<W>(c, d);
  }
  void store(T* top, T* bottom) const {
    *reinterpret_cast<U*>(top) = zip_low<W>(q[0], q[1]);
    *reinterpret_cast<U*>(top + W) = zip_high<W>(q[0], q[1]);
    *reinterpret_cast<U*>(bottom) = zip_low<W>(q[2], q[3]);
    *reinterpret_cast<U*>(bottom + W) = zip_high<W>(q[2], q[3]);
  }
};

template <class T, int W> inline void max_quad(const T* top, const T* bottom, T* y, uint8_t* code) {
  using M = typename Vec<typename MaskOf<T>::type, W>::v;
  typedef uint8_t B __attribute__((vector_size(W)));
  Quad<T, W> in;
  in.load(top, bottom);
  typename Vec<T, W>::v best = in.q[0];
  M where = {};
#pragma GCC unroll 3
  for (int k = 1; k < 4; k++) {
    M take = (in.q[k] > best) | (in.q[k] != in.q[k]);  // the first maximum wins, but a NaN always does
    best = take ? in.q[k] : best;
    where = take ? M{} + k : where;
  }
  *reinterpret_cast<typename Vec<T, W>::u*>(y) = best;
  if (code) {
    B bytes = __builtin_convertvector(where, B);
    std::memcpy(code, &bytes, W);
  }
}

template <class T> inline void max_quad1(const T* top, const T* bottom, T* y, uint8_t* code) {
  T v[4] = {top[0], top[1], bottom[0], bottom[1]}, best = v[0];
  int where = 0;
  for (int k = 1; k < 4; k++)
    if (v[k] > best || v[k] != v[k]) best = v[k], where = k;
  *y = best;
  if (code) *code = static_cast<uint8_t>(where);
}

template <int W> struct Lanes { static constexpr int n = W; };

// Runs f.template wide<W>(j) for W outputs from j, or f.one(j) for a single one, along a row of n outputs of which
// `room` (>= n) may be touched.
template <class T, class F> inline __attribute__((always_inline)) void along_row(int64_t n, int64_t room, F&& f) {
  constexpr int kWide = RL_VECTOR_BYTES / sizeof(T);
  auto cover = [&](auto width) __attribute__((always_inline)) {
    constexpr int W = decltype(width)::n;
    int64_t j = 0;
    for (; j + W <= n; j += W) f.template wide<W>(j);
    if (j < n) f.template wide<W>(j + W <= room ? j : n - W);
  };
  if constexpr (kWide >= 16)
    if (n >= 16 || (n > 8 && room >= 16)) return cover(Lanes<16>{});
  if constexpr (kWide >= 8)
    if (n >= 8 || (n > 4 && room >= 8)) return cover(Lanes<8>{});
  if constexpr (kWide >= 4)
    if (n >= 4 || (n > 2 && room >= 4)) return cover(Lanes<4>{});
  if (n >= 2) return cover(Lanes<2>{});
  for (int64_t j = 0; j < n; j++) f.one(j);
}

template <class T> struct MaxRow {
  const T *top, *bottom;
  T* y;
  uint8_t* code;
  template <int W> void wide(int64_t j) const {
    max_quad<T, W>(top + 2 * j, bottom + 2 * j, y + j, code ? code + j : nullptr);
  }
  void one(int64_t j) const { max_quad1(top + 2 * j, bottom + 2 * j, y + j, code ? code + j : nullptr); }
};

template <class T> struct MaxBackRow {
  const T* g;
  const uint8_t* code;
  T *top, *bottom;
  template <int W> void wide(int64_t j) const {
    using I = typename MaskOf<T>::type;
    using M = typename Vec<I, W>::v;
    typedef uint8_t B __attribute__((vector_size(W)));
    B bytes;
    std::memcpy(&bytes, code + j, W);
    M where = __builtin_convertvector(bytes, M);
    typename Vec<T, W>::v grad = *reinterpret_cast<const typename Vec<T, W>::u*>(g + j);
    Quad<T, W> out;
#pragma GCC unroll 4
    for (int k = 0; k < 4; k++) out.q[k] = where == k ? grad : typename Vec<T, W>::v{};
    out.store(top + 2 * j, bottom + 2 * j);
  }
  void one(int64_t j) const {
    T* out[4] = {top + 2 * j, top + 2 * j + 1, bottom + 2 * j, bottom + 2 * j + 1};
    for (int k = 0; k < 4; k++) *out[k] = code[j] == k ? g[j] : T(0);
  }
};

template <class T> struct AvgRow {
  const T *top, *bottom;
  T* y;
  T divisor;
  template <int W> void wide(int64_t j) const {
    Quad<T, W> in;
    in.load(top + 2 * j, bottom + 2 * j);
    *reinterpret_cast<typename Vec<T, W>::u*>(y + j) = (in.q[0] + in.q[1] + in.q[2] + in.q[3]) / divisor;
  }
  void one(int64_t j) const { y[j] = (top[2 * j] + top[2 * j + 1] + bottom[2 * j] + bottom[2 * j + 1]) / divisor; }
};

template <class T> struct AvgBackRow {
  const T* g;
  T *top, *bottom;
  T divisor;
  template <int W> void wide(int64_t j) const {
    typename Vec<T, W>::v part = *reinterpret_cast<const typename Vec<T, W>::u*>(g + j) / divisor;
    Quad<T, W> out{{part, part, part, part}};
    out.store(top + 2 * j, bottom + 2 * j);
  }
  void one(int64_t j) const { top[2 * j] = top[2 * j + 1] = bottom[2 * j] = bottom[2 * j + 1] = g[j] / divisor; }
};

bool is_halving(const Pool2d& p) {
  return p.kh == 2 && p.kw == 2 && p.sh == 2 && p.sw == 2 && p.ph == 0 && p.pw == 0 && p.dh == 1 && p.dw == 1 &&
         2 * p.oh <= p.h && 2 * p.ow <= p.w;  // not the ceil_mode case with half a window at the edge
}

// How many outputs may be touched from a row's first one without leaving planes [.., end) in input or output.
struct Room {
  int64_t in_end, out_end, w;
  Room(const Pool2d& p, int64_t end) : in_end(end * p.h * p.w), out_end(end * p.oh * p.ow), w(p.w) {}
  int64_t operator()(int64_t in, int64_t out) const {
    int64_t a = (in_end - in - w) / 2, b = out_end - out;
    return a < b ? a : b;
  }
  // When the input side is written: a second vector's top would spoil the first one's bottom.
  int64_t back(int64_t in, int64_t out, int64_t n, int64_t lanes) const { return n <= lanes ? (*this)(in, out) : n; }
};

// Rows and columns of gx that no window of a halving pool covers (odd sizes).
template <class T> void clear_rest(const Pool2d& p, T* plane) {
  if (2 * p.ow < p.w)
    for (int64_t y = 0; y < 2 * p.oh; y++)
      for (int64_t x = 2 * p.ow; x < p.w; x++) plane[y * p.w + x] = 0;
  if (2 * p.oh < p.h) std::memset(plane + 2 * p.oh * p.w, 0, sizeof(T) * (p.h - 2 * p.oh) * p.w);
}

// --- any window ----------------------------------------------------------------------------------------------------
// One output row at a time, in pieces of kPiece columns; for each place of the window one pass over the columns for
// which it lies inside the input. The running maximum and its index stay in L1.

constexpr int64_t kPiece = 512;

template <class T, class I, int SW>
inline void max_pass(int64_t n, const T* in, int64_t sw, I first, I step, T* best, I* where) {
  if (SW) sw = SW;
#pragma GCC ivdep
  for (int64_t j = 0; j < n; j++) {
    T v = in[j * sw];
    bool take = (v > best[j]) | (v != v);
    best[j] = take ? v : best[j];
    where[j] = take ? static_cast<I>(first + step * static_cast<I>(j)) : where[j];
  }
}

// The places [lo, hi) of a window that lie within [0, size) for at least one of the windows that start between first
// and last: padding may be wider than memory.
struct Reach {
  int64_t lo, hi;
  Reach(int64_t first, int64_t last, int64_t dilation, int64_t size, int64_t kernel) {
    lo = last < 0 ? (-last - 1) / dilation + 1 : 0;
    hi = first < size ? (size - first - 1) / dilation + 1 : 0;
    if (hi > kernel) hi = kernel;
  }
};

template <class T, int SW>
void max_planes(const Pool2d& p, const T* x, T* y, void* index, PoolIndex kind, int64_t from, int64_t to) {
  using I = typename MaskOf<T>::type;  // the binding refuses planes whose indices would not fit
  T best[kPiece];
  I where[kPiece];
  const bool flat = kind == PoolIndex::flat;
  const I step = flat ? static_cast<I>(p.sw) : 0;
  for (int64_t plane = from; plane < to; plane++)
    for (int64_t oy = 0; oy < p.oh; oy++)
      for (int64_t begin = 0; begin < p.ow; begin += kPiece) {
        const int64_t n = p.ow - begin < kPiece ? p.ow - begin : kPiece;
        const int64_t y0 = oy * p.sh - p.ph, x0 = begin * p.sw - p.pw;
        int64_t ky0 = y0 < 0 ? (-y0 + p.dh - 1) / p.dh : 0;
        for (int64_t j = 0; j < n; j++) best[j] = -__builtin_inff();
        for (int64_t j = 0; j < n; j++) {  // if all are -inf the first place inside wins
          int64_t xj = x0 + j * p.sw, kx0 = xj < 0 ? (-xj + p.dw - 1) / p.dw : 0;
          bool inside = y0 + ky0 * p.dh < p.h && xj + kx0 * p.dw < p.w && ky0 < p.kh && kx0 < p.kw;
          where[j] = static_cast<I>(!flat ? (inside ? ky0 * p.kw + kx0 : 0)
                                          : (inside ? (y0 + ky0 * p.dh) * p.w + xj + kx0 * p.dw : -1));
        }
        const Reach rows(y0, y0, p.dh, p.h, p.kh), columns(x0, x0 + (n - 1) * p.sw, p.dw, p.w, p.kw);
        for (int64_t ky = rows.lo; ky < rows.hi; ky++) {
          const int64_t iy = y0 + ky * p.dh;
          const T* row = x + (plane * p.h + iy) * p.w;
          for (int64_t kx = columns.lo; kx < columns.hi; kx++) {
            const int64_t off = x0 + kx * p.dw;
            Span s(off, p.sw, p.w, n);
            if (s.lo >= s.hi) continue;
            int64_t ix = off + s.lo * p.sw, first = flat ? iy * p.w + ix : ky * p.kw + kx;
            max_pass<T, I, SW>(s.hi - s.lo, row + ix, p.sw, static_cast<I>(first), step, best + s.lo, where + s.lo);
          }
        }
        const int64_t out = (plane * p.oh + oy) * p.ow + begin;
        std::memcpy(y + out, best, n * sizeof(T));
        if (kind == PoolIndex::code)
          for (int64_t j = 0; j < n; j++) static_cast<uint8_t*>(index)[out + j] = static_cast<uint8_t>(where[j]);
        else if (flat)
          for (int64_t j = 0; j < n; j++) static_cast<int64_t*>(index)[out + j] = where[j];
      }
}

template <class T> void max2d(const Pool2d& p, const T* x, T* y, void* index, PoolIndex kind) {
  over_planes(p, [&](int64_t from, int64_t to) {
    if (is_halving(p) && kind != PoolIndex::flat) {
      const Room room(p, to);
      for (int64_t i = from; i < to; i++)
        for (int64_t oy = 0; oy < p.oh; oy++) {
          const int64_t in = (i * p.h + 2 * oy) * p.w, out = (i * p.oh + oy) * p.ow;
          uint8_t* code = kind == PoolIndex::code ? static_cast<uint8_t*>(index) + out : nullptr;
          along_row<T>(p.ow, room(in, out), MaxRow<T>{x + in, x + in + p.w, y + out, code});
        }
      return;
    }
    if (p.sw == 1) max_planes<T, 1>(p, x, y, index, kind, from, to);
    else if (p.sw == 2) max_planes<T, 2>(p, x, y, index, kind, from, to);
    else max_planes<T, 0>(p, x, y, index, kind, from, to);
  });
}

// The place in its plane of output (oy, ox) from what the forward pass wrote down; -1: none. *bad: it lies outside.
inline int64_t place(const Pool2d& p, int64_t o, int64_t oy, int64_t ox, const void* index, bool flat, bool* bad) {
  if (flat) {
    int64_t at = static_cast<const int64_t*>(index)[o];
    if (at >= 0 && at < p.h * p.w) return at;
    if (at != -1) *bad = true;
    return -1;
  }
  int64_t code = static_cast<const uint8_t*>(index)[o];
  int64_t iy = oy * p.sh - p.ph + code / p.kw * p.dh, ix = ox * p.sw - p.pw + code % p.kw * p.dw;
  return code < p.kh * p.kw && iy >= 0 && iy < p.h && ix >= 0 && ix < p.w ? iy * p.w + ix : -1;
}

template <class T> bool max2d_backward(const Pool2d& p, const T* g, const void* index, PoolIndex kind, T* gx) {
  bool any_bad = false;
  over_planes(p, [&](int64_t from, int64_t to) {
    const Room room(p, to);
    constexpr int64_t kWide = RL_VECTOR_BYTES / sizeof(T);
    bool bad = false;
    for (int64_t i = from; i < to; i++) {
      T* plane = gx + i * p.h * p.w;
      const int64_t out = i * p.oh * p.ow;
      if (is_halving(p) && kind == PoolIndex::code) {
        for (int64_t oy = 0; oy < p.oh; oy++) {
          const int64_t in = (i * p.h + 2 * oy) * p.w, o = out + oy * p.ow;
          along_row<T>(p.ow, room.back(in, o, p.ow, kWide),
                       MaxBackRow<T>{g + o, static_cast<const uint8_t*>(index) + o, gx + in, gx + in + p.w});
        }
        clear_rest(p, plane);
        continue;
      }
      std::memset(plane, 0, sizeof(T) * p.h * p.w);
      for (int64_t oy = 0, o = out; oy < p.oh; oy++)
        for (int64_t ox = 0; ox < p.ow; ox++, o++) {
          int64_t at = place(p, o, oy, ox, index, kind == PoolIndex::flat, &bad);
          if (at >= 0) plane[at] += g[o];
        }
    }
    if (bad) __atomic_store_n(&any_bad, true, __ATOMIC_RELAXED);
  });
  return !any_bad;
}

template <class T> bool max2d_take(const Pool2d& p, const T* x, const void* index, PoolIndex kind, T* y) {
  bool any_bad = false;
  over_planes(p, [&](int64_t from, int64_t to) {
    bool bad = false;
    for (int64_t i = from; i < to; i++)
      for (int64_t oy = 0, o = i * p.oh * p.ow; oy < p.oh; oy++)
        for (int64_t ox = 0; ox < p.ow; ox++, o++) {
          int64_t at = place(p, o, oy, ox, index, kind == PoolIndex::flat, &bad);
          y[o] = at >= 0 ? x[i * p.h * p.w + at] : T(0);
        }
    if (bad) __atomic_store_n(&any_bad, true, __ATOMIC_RELAXED);
  });
  return !any_bad;
}

// --- average -------------------------------------------------------------------------------------------------------

// What the sums of output row oy, columns [begin, begin + n), are divided by.
template <class T>
void divisors(const Pool2d& p, int64_t oy, int64_t begin, int64_t n, bool count_pad, int64_t divisor, T* out) {
  auto extent = [](int64_t start, int64_t k, int64_t size, int64_t pad, bool padded) {
    int64_t end = start + k < size + pad ? start + k : size + pad;
    if (!padded) end = end < size ? end : size, start = start > 0 ? start : 0;
    return end - start;
  };
  int64_t rows = extent(oy * p.sh - p.ph, p.kh, p.h, p.ph, count_pad);
  for (int64_t j = 0; j < n; j++) {
    int64_t columns = extent((begin + j) * p.sw - p.pw, p.kw, p.w, p.pw, count_pad);
    out[j] = static_cast<T>(divisor ? divisor : rows * columns);
    if (out[j] == 0) out[j] = 1;  // a window wholly outside: its sum is 0
  }
}

template <class T> void avg2d(const Pool2d& p, const T* x, T* y, bool count_pad, int64_t divisor) {
  over_planes(p, [&](int64_t from, int64_t to) {
    const bool halving = is_halving(p);
    const Room room(p, to);
    const T four = static_cast<T>(divisor ? divisor : 4);
    T sum[kPiece], by[kPiece];
    for (int64_t i = from; i < to; i++)
      for (int64_t oy = 0; oy < p.oh; oy++) {
        const int64_t out = (i * p.oh + oy) * p.ow;
        if (halving) {
          const int64_t in = (i * p.h + 2 * oy) * p.w;
          along_row<T>(p.ow, room(in, out), AvgRow<T>{x + in, x + in + p.w, y + out, four});
          continue;
        }
        for (int64_t begin = 0; begin < p.ow; begin += kPiece) {
          const int64_t n = p.ow - begin < kPiece ? p.ow - begin : kPiece;
          const int64_t y0 = oy * p.sh - p.ph, x0 = begin * p.sw - p.pw;
          const Reach rows(y0, y0, 1, p.h, p.kh), columns(x0, x0 + (n - 1) * p.sw, 1, p.w, p.kw);
          for (int64_t j = 0; j < n; j++) sum[j] = 0;
          for (int64_t ky = rows.lo; ky < rows.hi; ky++) {
            const T* row = x + (i * p.h + y0 + ky) * p.w;
            for (int64_t kx = columns.lo; kx < columns.hi; kx++) {
              const int64_t off = x0 + kx;
              Span s(off, p.sw, p.w, n);
              const T* in = row + off;
              if (p.sw == 1)
                for (int64_t j = s.lo; j < s.hi; j++) sum[j] += in[j];
              else if (p.sw == 2)
                for (int64_t j = s.lo; j < s.hi; j++) sum[j] += in[2 * j];
              else
                for (int64_t j = s.lo; j < s.hi; j++) sum[j] += in[j * p.sw];
            }
          }
          divisors(p, oy, begin, n, count_pad, divisor, by);
          for (int64_t j = 0; j < n; j++) y[out + begin + j] = sum[j] / by[j];
        }
      }
  });
}

template <class T> void avg2d_backward(const Pool2d& p, const T* g, T* gx, bool count_pad, int64_t divisor) {
  over_planes(p, [&](int64_t from, int64_t to) {
    const bool halving = is_halving(p);
    const Room room(p, to);
    constexpr int64_t kWide = RL_VECTOR_BYTES / sizeof(T);
    const T four = static_cast<T>(divisor ? divisor : 4);
    T part[kPiece];
    for (int64_t i = from; i < to; i++) {
      T* plane = gx + i * p.h * p.w;
      if (!halving) std::memset(plane, 0, sizeof(T) * p.h * p.w);
      for (int64_t oy = 0; oy < p.oh; oy++) {
        const int64_t out = (i * p.oh + oy) * p.ow;
        if (halving) {
          const int64_t in = (i * p.h + 2 * oy) * p.w;
          along_row<T>(p.ow, room.back(in, out, p.ow, kWide), AvgBackRow<T>{g + out, gx + in, gx + in + p.w, four});
          continue;
        }
        for (int64_t begin = 0; begin < p.ow; begin += kPiece) {
          const int64_t n = p.ow - begin < kPiece ? p.ow - begin : kPiece;
          divisors(p, oy, begin, n, count_pad, divisor, part);
          for (int64_t j = 0; j < n; j++) part[j] = g[out + begin + j] / part[j];
          const int64_t y0 = oy * p.sh - p.ph, x0 = begin * p.sw - p.pw;
          const Reach rows(y0, y0, 1, p.h, p.kh), columns(x0, x0 + (n - 1) * p.sw, 1, p.w, p.kw);
          for (int64_t ky = rows.lo; ky < rows.hi; ky++) {
            for (int64_t kx = columns.hi - 1; kx >= columns.lo; kx--) {  // adds to a pixel in the order of outputs
              const int64_t off = x0 + kx;
              Span s(off, p.sw, p.w, n);
              T* row = plane + (y0 + ky) * p.w + off;
              for (int64_t j = s.lo; j < s.hi; j++) row[j * p.sw] += part[j];
            }
          }
        }
      }
      if (halving) clear_rest(p, plane);
    }
  });
}

}  // namespace

#define RL_POOL_FNS(T) {max2d<T>, max2d_backward<T>, max2d_take<T>, avg2d<T>, avg2d_backward<T>}
RL_DEFINE_KERNELS(PoolKernels, pool) = {RL_POOL_FNS(float), RL_POOL_FNS(double)};

}  // namespace RL_ISA
}  // namespace rl

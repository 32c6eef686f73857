// Matrix product. Three ways, chosen by shapes and strides alone:
//   tiles   C in register tiles of rows x vectors; B's rows are loaded as vectors, A's elements broadcast.
//           A is packed tile by tile; B is packed only when it is transposed or too large to read in place.
//   dots    few rows of A against a transposed B (a linear layer on a small batch): vectors run along k in
//           both, nothing is packed, the lanes are summed at the end.
//   parts   few outputs, long k: k is cut into fixed parts with private results, added in order.
#include "kernels/linalg/gemm.h"

#include "base/allocator.h"
#include "base/thread_pool.h"
#include "kernels/common/simd.h"

namespace rl {
namespace RL_ISA {
namespace {

constexpr int64_t kDepth = 256;           // k per packed block: a panel of B (2 vectors wide) then fills half of L1
constexpr int64_t kRows = 252;            // rows of A per packed block, kept in L2
constexpr int64_t kChunkWork = 400000;    // multiply-adds per chunk: about 7 µs of AVX-512
constexpr int64_t kSerialWork = 1200000;  // below this one thread is as fast

// Accumulators are rows x vectors; what is left of the registers holds one row of B and one element of A.
#if RL_REGISTERS == 32
constexpr int kMaxRows = 14, kMaxVectors = 6;
RL_INLINE int vectors_for(int64_t rows) { return rows <= 4 ? 6 : rows <= 7 ? 4 : rows <= 9 ? 3 : 2; }
constexpr int rows_for(int vectors) { return vectors > 4 ? 4 : vectors == 4 ? 7 : vectors == 3 ? 9 : 14; }
constexpr int kDotRows = 4, kDotCols = 6;
#else
constexpr int kMaxRows = 6, kMaxVectors = 4;
RL_INLINE int vectors_for(int64_t rows) { return rows <= 2 ? 4 : rows <= 4 ? 3 : 2; }
constexpr int rows_for(int vectors) { return vectors == 4 ? 2 : vectors == 3 ? 4 : 6; }
constexpr int kDotRows = 3, kDotCols = 4;
#endif

template <class T> struct Out {
  T* c;
  int64_t c_row;
  const T* bias;
  bool accumulate;
  int last;  // lanes in use in the last vector
};

// One tile: `a` steps by a_step per k and holds the tile's rows next to each other.
template <class T, int rows, int vectors>
static void tile(int64_t k, const T* a, int64_t a_step, const T* b, int64_t b_step, const Out<T>& out) {
  constexpr int L = Simd<T>::lanes;
  Vec<T> s[rows][vectors] = {};
  for (int64_t p = 0; p < k; p++) {
    Vec<T> bv[vectors];
    RL_UNROLL for (int j = 0; j < vectors - 1; j++) bv[j] = load(b + j * L);
#if RL_MASKS
    bv[vectors - 1] = load_part(b + (vectors - 1) * L, out.last);
#else
    bv[vectors - 1] = load(b + (vectors - 1) * L);
#endif
    RL_UNROLL for (int i = 0; i < rows; i++) {
      const Vec<T> av = splat(a[i]);
      RL_UNROLL for (int j = 0; j < vectors; j++) s[i][j] = fma(av, bv[j], s[i][j]);
    }
    a += a_step;
    b += b_step;
  }
  Vec<T> add[vectors] = {};
  if (out.bias) {
    RL_UNROLL for (int j = 0; j < vectors; j++) {
      add[j] = load_part(out.bias + j * L, j == vectors - 1 ? out.last : L);
    }
  }
  RL_UNROLL for (int i = 0; i < rows; i++) {
    T* c = out.c + i * out.c_row;
    RL_UNROLL for (int j = 0; j < vectors; j++) {
      const int lanes = j == vectors - 1 ? out.last : L;
      Vec<T> v = s[i][j] + add[j];
      if (out.accumulate) v += load_part(c + j * L, lanes);
      store_part(c + j * L, v, lanes);
    }
  }
}

template <class T> using Tile = void (*)(int64_t, const T*, int64_t, const T*, int64_t, const Out<T>&);

// tiles[rows - 1][vectors - 1]; only the pairs that fit the registers exist.
template <class T> struct Tiles {
  Tile<T> at[kMaxRows][kMaxVectors];
  template <int rows, int vectors> constexpr void fill() {
    if constexpr (rows <= rows_for(vectors)) at[rows - 1][vectors - 1] = &tile<T, rows, vectors>;
    if constexpr (vectors < kMaxVectors) fill<rows, vectors + 1>();
    else if constexpr (rows < kMaxRows) fill<rows + 1, 1>();
  }
  constexpr Tiles() : at{} { fill<1, 1>(); }
};
template <class T> static constexpr Tiles<T> tiles{};

template <class T, int rows, int cols>
static void dots(int64_t k, const T* a, int64_t a_row, const T* b, int64_t b_col, const Out<T>& out) {
  constexpr int L = Simd<T>::lanes;
  Vec<T> s[rows * cols] = {};
  auto step = [&](int64_t p, auto get) __attribute__((always_inline)) {
    Vec<T> av[rows];
    RL_UNROLL for (int i = 0; i < rows; i++) av[i] = get(a + i * a_row + p);
    RL_UNROLL for (int j = 0; j < cols; j++) {
      const Vec<T> bv = get(b + j * b_col + p);
      RL_UNROLL for (int i = 0; i < rows; i++) s[i * cols + j] = fma(av[i], bv, s[i * cols + j]);
    }
  };
  int64_t p = 0;
  for (; p + L <= k; p += L) step(p, [](const T* q) __attribute__((always_inline)) { return load(q); });
  if (const int rest = static_cast<int>(k - p))
    step(p, [rest](const T* q) __attribute__((always_inline)) { return load_part(q, rest); });
  T sums[rows * cols];
  sum_all<rows * cols>(s, sums);
  RL_UNROLL for (int i = 0; i < rows; i++) {
    T* c = out.c + i * out.c_row;
    for (int j = 0; j < cols; j++) {
      T v = sums[i * cols + j];
      if (out.bias) v += out.bias[j];
      c[j] = out.accumulate ? c[j] + v : v;
    }
  }
}

template <class T> using Dots = void (*)(int64_t, const T*, int64_t, const T*, int64_t, const Out<T>&);
template <class T> struct DotTable {
  Dots<T> at[kDotRows][kDotCols];
  template <int rows, int cols> constexpr void fill() {
    at[rows - 1][cols - 1] = &dots<T, rows, cols>;
    if constexpr (cols < kDotCols) fill<rows, cols + 1>();
    else if constexpr (rows < kDotRows) fill<rows + 1, 1>();
  }
  constexpr DotTable() : at{} { fill<1, 1>(); }
};
template <class T> static constexpr DotTable<T> dot_table{};

// The i-th of `parts` nearly equal parts of n starts here.
RL_INLINE int64_t cut(int64_t n, int64_t parts, int64_t i) { return n / parts * i + min_of(i, n % parts); }

template <class T> static void by_dots(const Gemm<T>& g) {
  const int64_t row_parts = (g.m + kDotRows - 1) / kDotRows, col_parts = (g.n + kDotCols - 1) / kDotCols;
  for (int64_t jt = 0; jt < col_parts; jt++) {
    const int64_t j = cut(g.n, col_parts, jt), cols = cut(g.n, col_parts, jt + 1) - j;
    for (int64_t it = 0; it < row_parts; it++) {
      const int64_t i = cut(g.m, row_parts, it), rows = cut(g.m, row_parts, it + 1) - i;
      const Out<T> out{g.c + i * g.c_row + j, g.c_row, g.bias ? g.bias + j : nullptr, g.accumulate, 0};
      dot_table<T>.at[rows - 1][cols - 1](g.k, g.a + i * g.a_row, g.a_row, g.b + j * g.b_col, g.b_col, out);
    }
  }
}

// dst[p * width + i] = src[i * row + p * col] for i < rows, p < k. Whole vectors are stored: what one store
// writes too much is overwritten by a later one, except the last, which runs up to a vector past the end.
template <class T>
static void pack(T* dst, int64_t width, const T* src, int64_t rows, int64_t row, int64_t k, int64_t col) {
  constexpr int L = Simd<T>::lanes;
  if (row == 1) {
    for (int64_t p = 0; p < k; p++)
      for (int64_t i = 0; i < rows; i += L)
        store(dst + p * width + i, load_part(src + p * col + i, min_of<int64_t>(L, rows - i)));
  } else if (col == 1) {
    const int64_t last = (rows - 1) / L * L;
    for (int64_t p = 0; p < k; p += L) {
      const int in_use = min_of<int64_t>(L, k - p);
      for (int64_t i = last; i >= 0; i -= L) {  // downwards: block 0 repairs what the narrow last block spilled
        Vec<T> r[L];
        RL_UNROLL for (int x = 0; x < L; x++) {
          r[x] = load_part(src + min_of<int64_t>(i + x, rows - 1) * row + p, in_use);
        }
        transpose<T>(r);
        T* to = dst + p * width + i;
        if (in_use == L) {
          RL_UNROLL for (int x = 0; x < L; x++) store(to + x * width, r[x]);
        } else {
          for (int x = 0; x < in_use; x++) store(to + x * width, r[x]);
        }
      }
    }
  } else {
    for (int64_t p = 0; p < k; p++)
      for (int64_t i = 0; i < rows; i++) dst[p * width + i] = src[i * row + p * col];
  }
}

template <class T> static void by_tiles(const Gemm<T>& g) {
  constexpr int L = Simd<T>::lanes;
  const int64_t depth = min_of(g.k, kDepth + kDepth / 2 >= g.k ? g.k : kDepth), height = min_of(g.m, kRows);
  const int max_vectors = vectors_for(g.m);
  const int64_t width = (g.n + L - 1) / L, panels = (width + max_vectors - 1) / max_vectors;
  const bool b_in_place = g.b_col == 1 && (g.m <= 4 * kMaxRows || depth * g.n * int64_t(sizeof(T)) <= 65536);
  const bool a_in_place = g.a_row == 1 && depth <= 64;
  const size_t a_bytes = a_in_place ? 0 : (height * depth + L) * sizeof(T);
  const size_t b_bytes = (max_vectors * L * depth + L) * sizeof(T), a_room = (a_bytes + 63) / 64 * 64;
  char* room = static_cast<char*>(alloc(a_room + b_bytes));
  T* const a_pack = reinterpret_cast<T*>(room);
  T* const b_pack = reinterpret_cast<T*>(room + a_room);
  for (int64_t i0 = 0; i0 < g.m; i0 += height) {
    const int64_t m = min_of(height, g.m - i0);
    for (int64_t p0 = 0; p0 < g.k; p0 += depth) {
      const int64_t k = min_of(depth, g.k - p0);
      for (int64_t jt = 0; jt < panels; jt++) {
        const int64_t v0 = cut(width, panels, jt), vectors = cut(width, panels, jt + 1) - v0, j = v0 * L;
        const int64_t cols = min_of(vectors * L, g.n - j);
        const int last = static_cast<int>(cols - (vectors - 1) * L);
        // Equal heights for the tiles of this block; the packed tiles of A are laid out for the widest panel.
        const int64_t row_parts = (m + rows_for(max_vectors) - 1) / rows_for(max_vectors);
        if (jt == 0 && !a_in_place) {
          for (int64_t it = 0; it < row_parts; it++) {
            const int64_t i = cut(m, row_parts, it), rows = cut(m, row_parts, it + 1) - i;
            pack(a_pack + i * k, rows, g.a + (i0 + i) * g.a_row + p0 * g.a_col, rows, g.a_row, k, g.a_col);
          }
        }
        const T* b = g.b + p0 * g.b_row + j * g.b_col;
        int64_t b_step = g.b_row;
        if (!b_in_place || (!RL_MASKS && last < L)) {
          pack(b_pack, vectors * L, b, cols, g.b_col, k, g.b_row);
          b = b_pack;
          b_step = vectors * L;
        }
        for (int64_t it = 0; it < row_parts; it++) {
          const int64_t i = cut(m, row_parts, it), rows = cut(m, row_parts, it + 1) - i;
          const Out<T> out{g.c + (i0 + i) * g.c_row + j, g.c_row, p0 == 0 && g.bias ? g.bias + j : nullptr,
                           g.accumulate || p0 > 0, last};
          const T* a = a_in_place ? g.a + i0 + i + p0 * g.a_col : a_pack + i * k;
          tiles<T>.at[rows - 1][vectors - 1](k, a, a_in_place ? g.a_col : rows, b, b_step, out);
        }
      }
    }
  }
  dealloc(room, a_room + b_bytes);
}

// Whether sums along k with both operands read in place are the better way.
template <class T> static bool dots_fit(const Gemm<T>& g) {
  if (g.a_col != 1 || g.b_row != 1) return false;
  return g.n == 1 || (g.b_col != 1 && g.m <= 12);
}

// A narrow C (fewer columns than half a vector) is computed transposed, so that its rows fill the lanes.
template <class T> static void narrow(const Gemm<T>& g) {
  const size_t bytes = g.m * g.n * sizeof(T);
  T* t = static_cast<T*>(alloc(bytes));
  by_tiles(Gemm<T>{g.n, g.m, g.k, g.b, g.b_col, g.b_row, g.a, g.a_col, g.a_row, t, g.m, nullptr, false});
  for (int64_t i = 0; i < g.m; i++) {
    for (int64_t j = 0; j < g.n; j++) {
      T* c = g.c + i * g.c_row + j;
      const T v = t[j * g.m + i];
      *c = g.accumulate ? *c + v : g.bias ? v + g.bias[j] : v;
    }
  }
  dealloc(t, bytes);
}

template <class T> static void one(const Gemm<T>& g) {
  if (g.k == 0) {
    if (!g.accumulate)
      for (int64_t i = 0; i < g.m; i++)
        for (int64_t j = 0; j < g.n; j++) g.c[i * g.c_row + j] = g.bias ? g.bias[j] : T(0);
  } else if (dots_fit(g)) {
    by_dots(g);
  } else if (g.n * 2 <= Simd<T>::lanes && g.m >= 2 * Simd<T>::lanes && g.a_row == 1) {
    narrow(g);
  } else {
    by_tiles(g);
  }
}

// Long k, few outputs: fixed parts of k into private results, added in order.
template <class T> static void by_parts(const Gemm<T>& g, int64_t parts) {
  const int64_t size = g.m * g.n, room = (size * int64_t(sizeof(T)) + 127) / 128 * 128;
  char* rooms = static_cast<char*>(alloc(room * parts));
  parallel_for(parts, [&](int64_t t) {
    const int64_t p = cut(g.k, parts, t), k = cut(g.k, parts, t + 1) - p;
    one(Gemm<T>{g.m, g.n, k, g.a + p * g.a_col, g.a_row, g.a_col, g.b + p * g.b_row, g.b_row, g.b_col,
                reinterpret_cast<T*>(rooms + t * room), g.n, nullptr, false});
  });
  for (int64_t i = 0; i < g.m; i++) {
    for (int64_t j = 0; j < g.n; j++) {
      T sum = 0;
      for (int64_t t = 0; t < parts; t++) sum += reinterpret_cast<const T*>(rooms + t * room)[i * g.n + j];
      T* c = g.c + i * g.c_row + j;
      *c = g.accumulate ? *c + sum : g.bias ? sum + g.bias[j] : sum;
    }
  }
  dealloc(rooms, room * parts);
}

template <class T> static void threaded(const Gemm<T>& g) {
  const int64_t work = g.m * g.n * g.k;
  if (work < kSerialWork) return one(g);
  // Halve the longer side until there are enough chunks and each fits the caches.
  const int64_t row_unit = kMaxRows, col_unit = 2 * Simd<T>::lanes;
  const int64_t wanted = min_of<int64_t>(max_of<int64_t>(work / kChunkWork, 4), 16);
  int64_t rows = g.m, cols = g.n, row_parts = 1, col_parts = 1;
  while (row_parts * col_parts < wanted || rows > kRows || cols > 1024) {
    const bool can_rows = rows >= 2 * row_unit, can_cols = cols >= 2 * col_unit;
    if (!can_rows && !can_cols) break;
    if (can_rows && (rows >= cols || !can_cols)) {
      rows = ((rows + 1) / 2 + row_unit - 1) / row_unit * row_unit;
      row_parts = (g.m + rows - 1) / rows;
    } else {
      cols = ((cols + 1) / 2 + col_unit - 1) / col_unit * col_unit;
      col_parts = (g.n + cols - 1) / cols;
    }
  }
  if (row_parts * col_parts < 4 && g.k >= 2048) {
    return by_parts(g, min_of<int64_t>(min_of<int64_t>(g.k / 512, 16), wanted));
  }
  parallel_for(row_parts * col_parts, [&](int64_t t) {
    const int64_t i = t / col_parts * rows, j = t % col_parts * cols;
    one(Gemm<T>{min_of(rows, g.m - i), min_of(cols, g.n - j), g.k, g.a + i * g.a_row, g.a_row, g.a_col,
                g.b + j * g.b_col, g.b_row, g.b_col, g.c + i * g.c_row + j, g.c_row, g.bias ? g.bias + j : nullptr,
                g.accumulate});
  });
}

template <class T>
static void batched(const Gemm<T>& g, int64_t batch, int64_t a_step, int64_t b_step, int64_t c_step) {
  const int64_t work = max_of<int64_t>(g.m * g.n * g.k, 1);
  auto nth = [&](int64_t i) __attribute__((always_inline)) {
    Gemm<T> s = g;
    s.a += i * a_step;
    s.b += i * b_step;
    s.c += i * c_step;
    return s;
  };
  if (batch < 4 || work * batch < kSerialWork) {
    for (int64_t i = 0; i < batch; i++) threaded(nth(i));
    return;
  }
  const int64_t per_chunk = max_of<int64_t>(1, min_of(kChunkWork / work, (batch + 3) / 4));
  parallel_for((batch + per_chunk - 1) / per_chunk, [&](int64_t t) {
    for (int64_t i = t * per_chunk; i < min_of(batch, (t + 1) * per_chunk); i++) one(nth(i));
  });
}

}  // namespace

void gemm_serial(const Gemm<float>& g) { one(g); }
void gemm_serial(const Gemm<double>& g) { one(g); }

RL_DEFINE_KERNELS(GemmKernels, gemm) = {threaded<float>, threaded<double>, batched<float>, batched<double>};

}  // namespace RL_ISA
}  // namespace rl

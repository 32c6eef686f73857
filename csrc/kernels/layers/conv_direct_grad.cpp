// Gradients of direct convolution (see conv_direct.cpp): stride 1, no dilation, one group, few channels.
#include "base/allocator.h"
#include "base/thread_pool.h"
#include "kernels/common/simd.h"
#include "kernels/layers/conv.h"

namespace rl {
namespace RL_ISA {
namespace {

constexpr int64_t kSerialWork = 600000;
constexpr int64_t kMaxParts = 16;  // private sums
constexpr int64_t kMaxTaps = 1200;
constexpr double kEnough = 0.72;

RL_INLINE double share(int64_t n, int64_t lanes) { return double(n) / double((n + lanes - 1) / lanes * lanes); }
RL_INLINE bool simple(const Conv& s) {
  return s.stride_h == 1 && s.stride_w == 1 && s.dil_h == 1 && s.dil_w == 1 && s.groups == 1 && s.oh > 0 && s.ow > 0;
}

// Copies planes of rows into rows of `pitch` numbers with `top` and `left` zeros before and zeros after.
template <class T>
static void copy_pitched(const T* from, int64_t planes, int64_t h, int64_t w, int64_t top, int64_t left, int64_t high,
                         int64_t pitch, T* to) {
  for (int64_t p = 0; p < planes; p++) {
    for (int64_t y = 0; y < high; y++, to += pitch) {
      const int64_t iy = y - top;
      const bool inside = iy >= 0 && iy < h;
      const T* row = from + (p * h + iy) * w;
      int64_t i = 0;
      for (; i < left; i++) to[i] = 0;
      for (int64_t k = 0; k < w; k++) to[i + k] = inside ? row[k] : T(0);
      for (i += w; i < pitch; i++) to[i] = 0;
    }
  }
}

// A vector whose lanes from n on are zero, whatever stood there (0 * inf would be NaN).
template <class T> struct Bits;
template <> struct Bits<float> { typedef int32_t type; };
template <> struct Bits<double> { typedef int64_t type; };
template <class T> struct FirstLanes {
  typedef typename Bits<T>::type vec __attribute__((vector_size(RL_VECTOR_BYTES)));
  vec mask;
};
template <class T> RL_INLINE FirstLanes<T> first_lanes(int64_t n) {
  FirstLanes<T> m;
  for (int i = 0; i < Simd<T>::lanes; i++) m.mask[i] = i < n ? -1 : 0;
  return m;
}
template <class T> RL_INLINE Vec<T> keep(Vec<T> v, const FirstLanes<T>& m) {
  return (Vec<T>)((typename FirstLanes<T>::vec)v & m.mask);
}

// Gradient of the weights, lanes are pixels: a vector of partial sums for every weight, added over rows and images.

constexpr int kTaps = 4;                            // weights of one channel per tile
constexpr int kBlock = RL_REGISTERS == 32 ? 6 : 2;  // output channels per tile

struct Layout {
  int64_t x_plane, x_pitch, g_plane, g_pitch, rows;
  int64_t full, rest;  // vectors per row, and numbers that are left over
};

// sums[o * stride + t] += sum over the image's rows of g[o] * x[offset[t]], lane by lane.
template <class T, int O, int N>
static void pixel_tile(const Layout& q, const T* g, const T* x, const int64_t* offset, Vec<T>* sums, int64_t stride) {
  constexpr int L = Simd<T>::lanes;
  Vec<T> acc[O][N];
  RL_UNROLL for (int o = 0; o < O; o++) RL_UNROLL for (int t = 0; t < N; t++) acc[o][t] = sums[o * stride + t];
  const T* at[N];
  RL_UNROLL for (int t = 0; t < N; t++) at[t] = x + offset[t];
  const FirstLanes<T> rest = first_lanes<T>(q.rest);
  for (int64_t row = 0; row < q.rows; row++) {
    const int64_t x_row = row * q.x_pitch;
    const T* g_row = g + row * q.g_pitch;
    for (int64_t i = 0; i < q.full * L; i += L) {
      Vec<T> xs[N];
      RL_UNROLL for (int t = 0; t < N; t++) xs[t] = load(at[t] + x_row + i);
      RL_UNROLL for (int o = 0; o < O; o++) {
        const Vec<T> gs = load(g_row + o * q.g_plane + i);
        RL_UNROLL for (int t = 0; t < N; t++) acc[o][t] = fma(gs, xs[t], acc[o][t]);
      }
    }
    if (q.rest) {
      Vec<T> xs[N];
      RL_UNROLL for (int t = 0; t < N; t++) xs[t] = keep<T>(load(at[t] + x_row + q.full * L), rest);
      RL_UNROLL for (int o = 0; o < O; o++) {
        const Vec<T> gs = load(g_row + o * q.g_plane + q.full * L);
        RL_UNROLL for (int t = 0; t < N; t++) acc[o][t] = fma(gs, xs[t], acc[o][t]);
      }
    }
  }
  RL_UNROLL for (int o = 0; o < O; o++) RL_UNROLL for (int t = 0; t < N; t++) sums[o * stride + t] = acc[o][t];
}

template <class T, int O>
static void pixel_taps(const Layout& q, const T* g, const T* x, const int64_t* offset, int64_t taps, Vec<T>* sums) {
  int64_t t = 0;
  for (; t + kTaps <= taps; t += kTaps) pixel_tile<T, O, kTaps>(q, g, x, offset + t, sums + t, taps);
  for (; t < taps; t++) pixel_tile<T, O, 1>(q, g, x, offset + t, sums + t, taps);
}

template <class T>
static void pixel_channels(const Layout& q, int64_t channels, const T* g, const T* x, const int64_t* offset,
                           int64_t taps, Vec<T>* sums) {
  int64_t o = 0;
  for (; o + kBlock <= channels; o += kBlock)
    pixel_taps<T, kBlock>(q, g + o * q.g_plane, x, offset, taps, sums + o * taps);
  for (; o + 2 <= channels; o += 2) pixel_taps<T, 2>(q, g + o * q.g_plane, x, offset, taps, sums + o * taps);
  for (; o < channels; o++) pixel_taps<T, 1>(q, g + o * q.g_plane, x, offset, taps, sums + o * taps);
}

// Gradient of the weights, lanes are output channels: [tap][lanes]; g is turned to [pixel][lanes] first.

template <class T, int KX, int R>
static void channel_tile(const Conv& s, int64_t pitch, const T* x, const T* g, Vec<T>* sums) {
  constexpr int L = Simd<T>::lanes;
  Vec<T> acc[R][KX];
  RL_UNROLL for (int r = 0; r < R; r++) RL_UNROLL for (int k = 0; k < KX; k++) acc[r][k] = sums[r * KX + k];
  for (int64_t row = 0; row < s.oh; row++) {
    const T* at[R];
    RL_UNROLL for (int r = 0; r < R; r++) at[r] = x + (row + r) * pitch;
    for (int64_t col = 0; col < s.ow; col++, g += L) {
      const Vec<T> gs = load(g);
      RL_UNROLL for (int r = 0; r < R; r++) {
        RL_UNROLL for (int k = 0; k < KX; k++) acc[r][k] = fma(splat<T>(at[r][col + k]), gs, acc[r][k]);
      }
    }
  }
  RL_UNROLL for (int r = 0; r < R; r++) RL_UNROLL for (int k = 0; k < KX; k++) sums[r * KX + k] = acc[r][k];
}

constexpr int kRows5 = RL_REGISTERS == 32 ? 5 : 2, kRows3 = 3;  // kernel rows per tile

template <class T> static void channel_plane(const Conv& s, int64_t pitch, const T* x, const T* g, Vec<T>* sums) {
  int64_t ky = 0;
  if (s.kw == 5) {
    for (; ky + kRows5 <= s.kh; ky += kRows5) channel_tile<T, 5, kRows5>(s, pitch, x + ky * pitch, g, sums + ky * 5);
    for (; ky < s.kh; ky++) channel_tile<T, 5, 1>(s, pitch, x + ky * pitch, g, sums + ky * 5);
  } else {
    for (; ky + kRows3 <= s.kh; ky += kRows3) channel_tile<T, 3, kRows3>(s, pitch, x + ky * pitch, g, sums + ky * 3);
    for (; ky < s.kh; ky++) channel_tile<T, 3, 1>(s, pitch, x + ky * pitch, g, sums + ky * 3);
  }
}

template <class T> static void to_lanes(const T* g, int64_t channels, int64_t pixels, T* to) {
  constexpr int L = Simd<T>::lanes;
  int64_t p = 0;
  if (channels == L) {
    for (; p + L <= pixels; p += L, to += L * L) {
      Vec<T> r[L];
      RL_UNROLL for (int o = 0; o < L; o++) r[o] = load(g + o * pixels + p);
      transpose<T>(r);
      RL_UNROLL for (int i = 0; i < L; i++) store(to + i * L, r[i]);
    }
  }
  for (; p < pixels; p++, to += L)
    for (int o = 0; o < L; o++) to[o] = o < channels ? g[o * pixels + p] : T(0);
}

// One part's images into its own sums: a vector per weight.
template <class T>
static void part_by_pixels(const Conv& s, const T* g, const T* x, int64_t first, int64_t end, Vec<T>* sums) {
  constexpr int L = Simd<T>::lanes;
  Layout q;
  q.rows = s.oh;
  q.full = s.ow / L;
  q.rest = s.ow % L;
  q.g_pitch = (s.ow + L - 1) / L * L;
  q.g_plane = s.oh * q.g_pitch;
  q.x_pitch = max_of(q.g_pitch + s.kw - 1, s.w + 2 * s.pad_w);
  const int64_t high = s.h + 2 * s.pad_h, taps = s.c * s.kh * s.kw;
  q.x_plane = high * q.x_pitch;
  const size_t x_bytes = s.c * q.x_plane * sizeof(T), g_bytes = s.oc * q.g_plane * sizeof(T),
               o_bytes = taps * sizeof(int64_t);
  T* xs = static_cast<T*>(alloc(x_bytes));
  T* gs = static_cast<T*>(alloc(g_bytes));
  int64_t* offset = static_cast<int64_t*>(alloc(o_bytes));
  for (int64_t t = 0; t < taps; t++) offset[t] = t / (s.kh * s.kw) * q.x_plane + t / s.kw % s.kh * q.x_pitch + t % s.kw;
  for (int64_t image = first; image < end; image++) {
    copy_pitched(x + image * s.c * s.h * s.w, s.c, s.h, s.w, s.pad_h, s.pad_w, high, q.x_pitch, xs);
    copy_pitched(g + image * s.oc * s.oh * s.ow, s.oc, s.oh, s.ow, int64_t(0), int64_t(0), s.oh, q.g_pitch, gs);
    pixel_channels<T>(q, s.oc, gs, xs, offset, taps, sums);
  }
  dealloc(offset, o_bytes);
  dealloc(gs, g_bytes);
  dealloc(xs, x_bytes);
}

template <class T>
static void part_by_channels(const Conv& s, const T* g, const T* x, int64_t first, int64_t end, Vec<T>* sums) {
  constexpr int L = Simd<T>::lanes;
  const int64_t blocks = (s.oc + L - 1) / L, taps = s.c * s.kh * s.kw, pixels = s.oh * s.ow;
  const int64_t high = s.h + 2 * s.pad_h, pitch = s.w + 2 * s.pad_w;
  const bool framed = s.pad_h || s.pad_w;
  const size_t x_bytes = framed ? s.c * high * pitch * sizeof(T) : 0, g_bytes = pixels * L * sizeof(T);
  T* xs = framed ? static_cast<T*>(alloc(x_bytes)) : nullptr;
  T* gs = static_cast<T*>(alloc(g_bytes));
  for (int64_t image = first; image < end; image++) {
    const T* from = x + image * s.c * s.h * s.w;
    if (framed) {
      copy_pitched(from, s.c, s.h, s.w, s.pad_h, s.pad_w, high, pitch, xs);
      from = xs;
    }
    for (int64_t b = 0; b < blocks; b++) {
      to_lanes(g + (image * s.oc + b * L) * pixels, min_of<int64_t>(L, s.oc - b * L), pixels, gs);
      for (int64_t c = 0; c < s.c; c++)
        channel_plane<T>(s, pitch, from + c * high * pitch, gs, sums + b * taps + c * s.kh * s.kw);
    }
  }
  dealloc(gs, g_bytes);
  if (xs) dealloc(xs, x_bytes);
}

template <class T> static bool grad_weight(const Conv& s, const T* g, const T* x, T* gw) {
  constexpr int L = Simd<T>::lanes;
  const int64_t taps = s.c * s.kh * s.kw;
  if (!simple(s) || taps > kMaxTaps || s.oc * taps > 32768) return false;
  const double pixels = share(s.ow, L), channels = s.kw == 3 || s.kw == 5 ? share(s.oc, L) : 0;
  if (max_of(pixels, channels) < kEnough) return false;
  const bool by_pixels = pixels >= 0.9 * channels;
  const int64_t vectors = by_pixels ? s.oc * taps : (s.oc + L - 1) / L * taps;
  const int64_t work = s.n * s.oc * s.oh * s.ow * taps;
  const int64_t parts = work < kSerialWork ? 1 : max_of<int64_t>(1, min_of(s.n, kMaxParts));
  const size_t room = (vectors * sizeof(Vec<T>) + 127) / 128 * 128;
  char* rooms = static_cast<char*>(alloc(room * parts));
  parallel_for(parts, [&](int64_t part) {
    Vec<T>* sums = reinterpret_cast<Vec<T>*>(rooms + part * room);
    for (int64_t i = 0; i < vectors; i++) sums[i] = Vec<T>{};
    const int64_t first = s.n * part / parts, end = s.n * (part + 1) / parts;
    if (by_pixels) part_by_pixels(s, g, x, first, end, sums);
    else part_by_channels(s, g, x, first, end, sums);
  });
  Vec<T>* sums = reinterpret_cast<Vec<T>*>(rooms);
  for (int64_t part = 1; part < parts; part++) {
    const Vec<T>* from = reinterpret_cast<const Vec<T>*>(rooms + part * room);
    for (int64_t i = 0; i < vectors; i++) sums[i] += from[i];
  }
  if (by_pixels) {
    int64_t i = 0;
    for (; i + 4 <= vectors; i += 4) sum_all<4>(sums + i, gw + i);
    for (; i < vectors; i++) gw[i] = sum_lanes<T>(sums[i]);
  } else {
    for (int64_t o = 0; o < s.oc; o++)
      for (int64_t t = 0; t < taps; t++) gw[o * taps + t] = reinterpret_cast<const T*>(sums + o / L * taps + t)[o % L];
  }
  dealloc(rooms, room * parts);
  return true;
}

// Gradient of the input, lanes are (kernel column, channel): what one output pixel gives to one input row lies in a row
// once the gradient is kept as [row][column][channel]. Accumulators: kernel rows x vectors x pixels.

template <class T, int KH, int NV, int P>
static void spread_tile(const Conv& s, const T* g, const T* w, T* to, int64_t row) {
  constexpr int L = Simd<T>::lanes;
  const FirstLanes<T> rest = first_lanes<T>(s.kw * s.c - (NV - 1) * L);
  const int64_t pixels = s.oh * s.ow;
  Vec<T> acc[P][KH][NV];
  RL_UNROLL for (int p = 0; p < P; p++) {
    RL_UNROLL for (int k = 0; k < KH; k++) { RL_UNROLL for (int v = 0; v < NV; v++) acc[p][k][v] = Vec<T>{}; }
  }
  for (int64_t o = 0; o < s.oc; o++, w += KH * NV * L) {
    Vec<T> gs[P];
    RL_UNROLL for (int p = 0; p < P; p++) gs[p] = splat<T>(g[o * pixels + p * s.ow]);
    RL_UNROLL for (int k = 0; k < KH; k++) {
      RL_UNROLL for (int v = 0; v < NV; v++) {
        const Vec<T> ws = load(w + (k * NV + v) * L);
        RL_UNROLL for (int p = 0; p < P; p++) acc[p][k][v] = fma(gs[p], ws, acc[p][k][v]);
      }
    }
  }
  RL_UNROLL for (int p = 0; p < P; p++) {
    RL_UNROLL for (int k = 0; k < KH; k++) {
      T* at = to + (p + k) * row;
      RL_UNROLL for (int v = 0; v < NV; v++) {
        store(at + v * L, load(at + v * L) + (v == NV - 1 ? keep<T>(acc[p][k][v], rest) : acc[p][k][v]));
      }
    }
  }
}

template <class T, int KH, int NV> static void spread_image(const Conv& s, const T* g, const T* w, T* to, int64_t row) {
  constexpr int P = KH * NV * 2 <= 26 ? 2 : 1;  // pixels of one column, so that their rows differ
  for (int64_t col = 0; col < s.ow; col++) {
    int64_t y = 0;
    for (; y + P <= s.oh; y += P) spread_tile<T, KH, NV, P>(s, g + y * s.ow + col, w, to + y * row + col * s.c, row);
    for (; y < s.oh; y++) spread_tile<T, KH, NV, 1>(s, g + y * s.ow + col, w, to + y * row + col * s.c, row);
  }
}

template <class T> static bool spread(const Conv& s, int64_t vectors, const T* g, const T* w, T* to, int64_t row) {
  if (s.kh == 5 && vectors == 1) spread_image<T, 5, 1>(s, g, w, to, row);
  else if (s.kh == 5 && vectors == 2) spread_image<T, 5, 2>(s, g, w, to, row);
  else if (s.kh == 5 && vectors == 4) spread_image<T, 5, 4>(s, g, w, to, row);
  else if (s.kh == 3 && vectors == 1) spread_image<T, 3, 1>(s, g, w, to, row);
  else if (s.kh == 3 && vectors == 2) spread_image<T, 3, 2>(s, g, w, to, row);
  else if (s.kh == 3 && vectors == 3) spread_image<T, 3, 3>(s, g, w, to, row);
  else if (s.kh == 3 && vectors == 4) spread_image<T, 3, 4>(s, g, w, to, row);
  else return false;
  return true;
}

template <class T> static bool grad_input(const Conv& s, const T* g, const T* w, T* gx) {
  constexpr int L = Simd<T>::lanes;
  const int64_t lanes = s.kw * s.c, vectors = (lanes + L - 1) / L;
  if (RL_REGISTERS != 32 || !simple(s) || share(lanes, L) < kEnough || s.oc > 256) return false;
  if (!((s.kh == 5 && (vectors <= 2 || vectors == 4)) || (s.kh == 3 && vectors <= 4))) return false;
  const size_t weight_bytes = s.oc * s.kh * vectors * L * sizeof(T);
  T* packed = static_cast<T*>(alloc(weight_bytes));
  for (int64_t o = 0; o < s.oc; o++)
    for (int64_t ky = 0; ky < s.kh; ky++)
      for (int64_t i = 0; i < vectors * L; i++)
        packed[(o * s.kh + ky) * vectors * L + i] =
            i < lanes ? w[((o * s.c + i % s.c) * s.kh + ky) * s.kw + i / s.c] : T(0);
  const int64_t high = s.h + 2 * s.pad_h, row = (s.w + 2 * s.pad_w) * s.c;
  const size_t bytes = (high * row + vectors * L) * sizeof(T);
  auto image = [&](int64_t n) {
    T* to = static_cast<T*>(alloc(bytes));
    for (int64_t i = 0; i < high * row + vectors * L; i++) to[i] = 0;
    spread<T>(s, vectors, g + n * s.oc * s.oh * s.ow, packed, to, row);
    T* out = gx + n * s.c * s.h * s.w;
    for (int64_t c = 0; c < s.c; c++) {
      for (int64_t y = 0; y < s.h; y++) {
        const T* from = to + (y + s.pad_h) * row + s.pad_w * s.c + c;
        for (int64_t i = 0; i < s.w; i++) *out++ = from[i * s.c];
      }
    }
    dealloc(to, bytes);
  };
  if (s.n * s.oc * s.oh * s.ow * s.c * s.kh * s.kw < kSerialWork) {
    for (int64_t n = 0; n < s.n; n++) image(n);
  } else {
    parallel_for(s.n, image);
  }
  dealloc(packed, weight_bytes);
  return true;
}

}  // namespace

bool direct_grad_input(const Conv& s, const float* g, const float* w, float* gx) { return grad_input(s, g, w, gx); }
bool direct_grad_input(const Conv& s, const double* g, const double* w, double* gx) { return grad_input(s, g, w, gx); }
bool direct_grad_weight(const Conv& s, const float* g, const float* x, float* gw) { return grad_weight(s, g, x, gw); }
bool direct_grad_weight(const Conv& s, const double* g, const double* x, double* gw) {
  return grad_weight(s, g, x, gw);
}

}  // namespace RL_ISA
}  // namespace rl

// Direct convolution for few channels: stride 1, no dilation, one group. No columns are built; accumulators stay in
// registers over all taps. Two ways to fill the lanes, whichever wastes fewer:
//   pixels    lanes are neighbours in an output row; several output channels and positions share each load
//   channels  lanes are output channels; every lane takes the same pixel of x
#include "base/allocator.h"
#include "base/thread_pool.h"
#include "kernels/common/simd.h"
#include "kernels/layers/conv.h"

namespace rl {
namespace RL_ISA {
namespace {

constexpr int64_t kSerialWork = 600000;  // multiply-adds below which one thread is as fast
constexpr int64_t kMaxTaps = 1200;       // packed weights of one block stay in the first-level cache
constexpr int64_t kBandBytes = 128 * 1024;
// Speeds to expect, as shares of the peak, times the share of useful lanes: pixel lanes need 10 loads for 24
// multiply-adds, channel lanes 25, and the matrix product writes its columns first.
constexpr double kPixels = 0.8, kChannels = 0.6, kProduct = 0.55;

RL_INLINE double share(int64_t n, int64_t lanes) { return double(n) / double((n + lanes - 1) / lanes * lanes); }

RL_INLINE bool simple(const Conv& s) {
  return s.stride_h == 1 && s.stride_w == 1 && s.dil_h == 1 && s.dil_w == 1 && s.groups == 1 && s.oh > 0 && s.ow > 0;
}

// An image with zeros around it, each row followed by enough of them that any vector load stays inside the buffer.
struct Frame {
  int64_t high, pitch;  // rows per channel, numbers per row
};

template <class T> static void copy_framed(const Conv& s, const T* x, const Frame& f, T* to) {
  for (int64_t c = 0; c < s.c; c++) {
    for (int64_t y = 0; y < f.high; y++, to += f.pitch) {
      const int64_t iy = y - s.pad_h;
      const bool inside = iy >= 0 && iy < s.h;
      const T* row = x + (c * s.h + iy) * s.w;
      int64_t i = 0;
      for (; i < s.pad_w; i++) to[i] = 0;
      for (int64_t k = 0; k < s.w; k++) to[i + k] = inside ? row[k] : T(0);
      for (i += s.w; i < f.pitch; i++) to[i] = 0;
    }
  }
}

template <class F> RL_INLINE void each(int64_t items, int64_t work, F&& body) {
  if (work < kSerialWork) {
    for (int64_t i = 0; i < items; i++) body(i);
  } else {
    parallel_for(items, body);
  }
}

// Lanes are pixels ----------------------------------------------------------------------------------------------------

constexpr int kMaxBlock = RL_REGISTERS == 32 ? 8 : 4;  // output channels per tile
constexpr int positions(int block) {                   // vectors of pixels per tile: fill the registers
  int n = (RL_REGISTERS == 32 ? 24 : 12) / block;
  return n > 6 ? 6 : n;
}

struct Rows {  // what a tile needs of the geometry
  int64_t c, kh, kw, plane, pitch;
  int64_t y_plane;  // numbers per output channel
  int width;        // lanes to store
};

// NV vectors of pixels, at px[i] + tap, times the block's weights [tap][O] into py[i] + channel * y_plane.
template <class T, int O, int NV>
static void pixel_tile(const Rows& r, const T* const* px, const T* w, const T* bias, T* const* py) {
  Vec<T> acc[O][NV];
  RL_UNROLL for (int o = 0; o < O; o++) {
    const Vec<T> start = splat<T>(bias ? bias[o] : T(0));
    RL_UNROLL for (int i = 0; i < NV; i++) acc[o][i] = start;
  }
  for (int64_t c = 0; c < r.c; c++) {
    for (int64_t ky = 0; ky < r.kh; ky++) {
      const int64_t at = c * r.plane + ky * r.pitch;
      for (int64_t kx = 0; kx < r.kw; kx++, w += O) {
        Vec<T> x[NV];
        RL_UNROLL for (int i = 0; i < NV; i++) x[i] = load(px[i] + at + kx);
        RL_UNROLL for (int o = 0; o < O; o++) {
          const Vec<T> s = splat<T>(w[o]);
          RL_UNROLL for (int i = 0; i < NV; i++) acc[o][i] = fma(x[i], s, acc[o][i]);
        }
      }
    }
  }
  RL_UNROLL for (int o = 0; o < O; o++) {
    RL_UNROLL for (int i = 0; i < NV; i++) {
      if (r.width == Simd<T>::lanes) store(py[i] + o * r.y_plane, acc[o][i]);
      else store_part(py[i] + o * r.y_plane, acc[o][i], r.width);
    }
  }
}

// Positions [first, end) of one image, for one block of O output channels.
template <class T, int O>
static void pixel_block(const Conv& s, const Rows& r, const T* x, const T* w, const T* bias, T* y, int64_t first,
                        int64_t end) {
  constexpr int L = Simd<T>::lanes, NV = positions(O);
  const int64_t per_row = (s.ow + L - 1) / L;
  for (int64_t p = first; p < end; p += NV) {
    const T* px[NV];
    T* py[NV];
    for (int i = 0; i < NV; i++) {
      const int64_t at = min_of(p + i, end - 1);  // a tile that is not full computes its last position again
      const int64_t row = at / per_row;
      int64_t col = at % per_row * L;
      if (col + L > s.ow) col = max_of<int64_t>(0, s.ow - L);  // the last vector of a row overlaps the one before
      px[i] = x + row * r.pitch + col;
      py[i] = y + row * s.ow + col;
    }
    pixel_tile<T, O, NV>(r, px, w, bias, py);
  }
}

template <class T>
static void pixel_blocks(const Conv& s, const Rows& r, int64_t block, const T* x, const T* w, const T* bias, T* y,
                         int64_t first, int64_t end) {
  switch (block) {
    case 1: return pixel_block<T, 1>(s, r, x, w, bias, y, first, end);
    case 2: return pixel_block<T, 2>(s, r, x, w, bias, y, first, end);
    case 3: return pixel_block<T, 3>(s, r, x, w, bias, y, first, end);
    case 4: return pixel_block<T, 4>(s, r, x, w, bias, y, first, end);
#if RL_REGISTERS == 32
    case 5: return pixel_block<T, 5>(s, r, x, w, bias, y, first, end);
    case 6: return pixel_block<T, 6>(s, r, x, w, bias, y, first, end);
    case 7: return pixel_block<T, 7>(s, r, x, w, bias, y, first, end);
    case 8: return pixel_block<T, 8>(s, r, x, w, bias, y, first, end);
#endif
  }
}

// Output channels in blocks as equal as possible: the first of block b, for b = 0 ... blocks.
RL_INLINE int64_t block_start(int64_t channels, int64_t blocks, int64_t b) { return channels * b / blocks; }

template <class T> static void forward_pixels(const Conv& s, const T* x, const T* w, const T* bias, T* y) {
  constexpr int L = Simd<T>::lanes;
  const int64_t taps = s.c * s.kh * s.kw, blocks = (s.oc + kMaxBlock - 1) / kMaxBlock;
  const bool framed = s.pad_h || s.pad_w || s.ow < L;
  Frame f{s.h + 2 * s.pad_h, s.w + 2 * s.pad_w + (s.ow < L ? L - s.ow : 0)};
  if (!framed) f = {s.h, s.w};
  const Rows r{s.c, s.kh, s.kw, f.high * f.pitch, f.pitch, s.oh * s.ow, s.ow < L ? int(s.ow) : L};
  const size_t weight_bytes = taps * s.oc * sizeof(T), frame_bytes = framed ? s.c * f.high * f.pitch * sizeof(T) : 0;
  T* packed = static_cast<T*>(alloc(weight_bytes));
  for (int64_t b = 0; b < blocks; b++) {
    const int64_t o0 = block_start(s.oc, blocks, b), n = block_start(s.oc, blocks, b + 1) - o0;
    for (int64_t o = 0; o < n; o++)
      for (int64_t t = 0; t < taps; t++) packed[o0 * taps + t * n + o] = w[(o0 + o) * taps + t];
  }
  const int64_t per_row = (s.ow + L - 1) / L, places = s.oh * per_row;
  const int64_t row_bytes = s.c * f.pitch * sizeof(T);
  const int64_t band =
      max_of<int64_t>(24 / per_row + 1, kBandBytes / row_bytes) * per_row;  // stays in L2 for all blocks
  // Few images: each gives several chunks (cut by the shape alone, so that results never depend on threads).
  const int64_t parts = framed || s.n >= 16 ? 1 : min_of<int64_t>(4, max_of<int64_t>(1, places / 24));
  each(s.n * parts, s.n * s.oc * s.oh * s.ow * taps, [&](int64_t item) {
    const int64_t image = item / parts, part = item % parts;
    const T* from = x + image * s.c * s.h * s.w;
    T* frame = nullptr;
    if (framed) {
      frame = static_cast<T*>(alloc(frame_bytes));
      copy_framed(s, from, f, frame);
      from = frame;
    }
    const int64_t end = places * (part + 1) / parts;
    for (int64_t first = places * part / parts; first < end; first += band) {
      for (int64_t b = 0; b < blocks; b++) {
        const int64_t o0 = block_start(s.oc, blocks, b), n = block_start(s.oc, blocks, b + 1) - o0;
        pixel_blocks<T>(s, r, n, from, packed + o0 * taps, bias ? bias + o0 : nullptr,
                        y + (image * s.oc + o0) * s.oh * s.ow, first, min_of(end, first + band));
      }
    }
    if (frame) dealloc(frame, frame_bytes);
  });
  dealloc(packed, weight_bytes);
}

// Lanes are output channels -------------------------------------------------------------------------------------------

constexpr int kMaxColumns = RL_REGISTERS == 32 ? 12 : 6;

// Two rows of C pixels each, from x0 and x1, times weights [tap][lanes]; to[row][column][lane].
template <class T, int C>
static void channel_tile(const Rows& r, const T* x0, const T* x1, const T* w, Vec<T> start, T* to) {
  constexpr int L = Simd<T>::lanes;
  Vec<T> a[C], b[C];
  RL_UNROLL for (int i = 0; i < C; i++) a[i] = b[i] = start;
  for (int64_t c = 0; c < r.c; c++) {
    for (int64_t ky = 0; ky < r.kh; ky++) {
      const int64_t at = c * r.plane + ky * r.pitch;
      for (int64_t kx = 0; kx < r.kw; kx++, w += L) {
        const Vec<T> weight = load(w);
        RL_UNROLL for (int i = 0; i < C; i++) a[i] = fma(splat<T>(x0[at + kx + i]), weight, a[i]);
        RL_UNROLL for (int i = 0; i < C; i++) b[i] = fma(splat<T>(x1[at + kx + i]), weight, b[i]);
      }
    }
  }
  RL_UNROLL for (int i = 0; i < C; i++) store(to + i * L, a[i]);
  RL_UNROLL for (int i = 0; i < C; i++) store(to + (C + i) * L, b[i]);
}

template <class T, int C>
static void channel_rows(const Conv& s, const Rows& r, const T* x, const T* w, const T* bias, T* y, int lanes) {
  constexpr int L = Simd<T>::lanes;
  const Vec<T> start = bias ? load_part(bias, lanes) : splat<T>(T(0));
  T tile[2 * C * L];
  for (int64_t row = 0; row < s.oh; row += 2) {
    const int64_t top = min_of(row, max_of<int64_t>(0, s.oh - 2)), below = min_of(top + 1, s.oh - 1);
    for (int64_t left = 0; left < s.ow; left += C) {
      const int64_t col = min_of(left, s.ow - C);
      channel_tile<T, C>(r, x + top * r.pitch + col, x + below * r.pitch + col, w, start, tile);
      for (int o = 0; o < lanes; o++) {
        T* to = y + o * r.y_plane + top * s.ow + col;
        RL_UNROLL for (int i = 0; i < C; i++) to[i] = tile[i * L + o];
        to = y + o * r.y_plane + below * s.ow + col;
        RL_UNROLL for (int i = 0; i < C; i++) to[i] = tile[(C + i) * L + o];
      }
    }
  }
}

template <class T>
static void channel_image(const Conv& s, const Rows& r, int64_t columns, const T* x, const T* w, const T* bias, T* y,
                          int lanes) {
  switch (columns) {
    case 1: return channel_rows<T, 1>(s, r, x, w, bias, y, lanes);
    case 2: return channel_rows<T, 2>(s, r, x, w, bias, y, lanes);
    case 3: return channel_rows<T, 3>(s, r, x, w, bias, y, lanes);
    case 4: return channel_rows<T, 4>(s, r, x, w, bias, y, lanes);
    case 5: return channel_rows<T, 5>(s, r, x, w, bias, y, lanes);
    case 6: return channel_rows<T, 6>(s, r, x, w, bias, y, lanes);
#if RL_REGISTERS == 32
    case 7: return channel_rows<T, 7>(s, r, x, w, bias, y, lanes);
    case 8: return channel_rows<T, 8>(s, r, x, w, bias, y, lanes);
    case 9: return channel_rows<T, 9>(s, r, x, w, bias, y, lanes);
    case 10: return channel_rows<T, 10>(s, r, x, w, bias, y, lanes);
    case 11: return channel_rows<T, 11>(s, r, x, w, bias, y, lanes);
    case 12: return channel_rows<T, 12>(s, r, x, w, bias, y, lanes);
#endif
  }
}

template <class T> static void forward_channels(const Conv& s, const T* x, const T* w, const T* bias, T* y) {
  constexpr int L = Simd<T>::lanes;
  const int64_t taps = s.c * s.kh * s.kw, blocks = (s.oc + L - 1) / L;
  const bool framed = s.pad_h || s.pad_w;
  const Frame f{s.h + 2 * s.pad_h, s.w + 2 * s.pad_w};
  const Rows r{s.c, s.kh, s.kw, f.high * f.pitch, f.pitch, s.oh * s.ow, L};
  const int64_t tiles = (s.ow + kMaxColumns - 1) / kMaxColumns, columns = (s.ow + tiles - 1) / tiles;
  const size_t weight_bytes = blocks * taps * L * sizeof(T),
               frame_bytes = framed ? s.c * f.high * f.pitch * sizeof(T) : 0;
  T* packed = static_cast<T*>(alloc(weight_bytes));
  for (int64_t b = 0; b < blocks; b++)
    for (int64_t t = 0; t < taps; t++)
      for (int o = 0; o < L; o++) packed[(b * taps + t) * L + o] = b * L + o < s.oc ? w[(b * L + o) * taps + t] : T(0);
  each(s.n, s.n * s.oc * s.oh * s.ow * taps, [&](int64_t image) {
    const T* from = x + image * s.c * s.h * s.w;
    T* frame = nullptr;
    if (framed) {
      frame = static_cast<T*>(alloc(frame_bytes));
      copy_framed(s, from, f, frame);
      from = frame;
    }
    for (int64_t b = 0; b < blocks; b++)
      channel_image<T>(s, r, columns, from, packed + b * taps * L, bias ? bias + b * L : nullptr,
                       y + (image * s.oc + b * L) * s.oh * s.ow, int(min_of<int64_t>(L, s.oc - b * L)));
    if (frame) dealloc(frame, frame_bytes);
  });
  dealloc(packed, weight_bytes);
}

template <class T> static bool forward(const Conv& s, const T* x, const T* w, const T* bias, T* y) {
  constexpr int L = Simd<T>::lanes;
  const int64_t taps = s.c * s.kh * s.kw;
  if (!simple(s) || taps > kMaxTaps || taps < 8) return false;
  const double pixels = kPixels * share(s.ow, L), channels = kChannels * share(s.oc, L);
  if (max_of(pixels, channels) < kProduct) return false;
  if (pixels >= channels) forward_pixels(s, x, w, bias, y);
  else forward_channels(s, x, w, bias, y);
  return true;
}

}  // namespace

bool direct_forward(const Conv& s, const float* x, const float* w, const float* bias, float* y) {
  return forward(s, x, w, bias, y);
}
bool direct_forward(const Conv& s, const double* x, const double* w, const double* bias, double* y) {
  return forward(s, x, w, bias, y);
}

}  // namespace RL_ISA
}  // namespace rl

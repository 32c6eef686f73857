// Convolution of any shape: patches of x are laid out as a matrix ("columns"), band by band of output rows, and
// multiplied. Shapes that a direct kernel suits (conv_direct.cpp, conv_direct_grad.cpp) go there first.
//
// columns (c / groups * kh * kw, rows of the band * ow), one row per weight of an output channel:
//   y band  = weight · columns        gw += g band · columnsᵀ        gradient of columns = weightᵀ · g band
#include "kernels/layers/conv.h"

#include "base/allocator.h"
#include "base/thread_pool.h"
#include "kernels/common/simd.h"
#include "kernels/linalg/gemm.h"

namespace rl {
namespace RL_ISA {
namespace {

constexpr int64_t kBandBytes = 256 * 1024;  // columns of one band: they stay in L2
constexpr int64_t kSerialWork = 1200000;    // multiply-adds below which one thread is as fast
constexpr int64_t kMaxParts = 16;           // private weight gradients

// What every function below needs to know about a shape.
struct Plan {
  int64_t group_c, group_oc;  // channels per group
  int64_t taps;               // weights per output channel
  int64_t pixels;             // output pixels per channel
  int64_t band, bands;        // output rows per band, bands per image
  int64_t work;               // multiply-adds in all
  bool plain;                 // x already is its columns (1x1, no padding, no stride)
};

template <class T> static Plan plan(const Conv& s) {
  Plan p;
  p.group_c = s.c / s.groups;
  p.group_oc = s.oc / s.groups;
  p.taps = p.group_c * s.kh * s.kw;
  p.pixels = s.oh * s.ow;
  p.plain = s.kh == 1 && s.kw == 1 && s.stride_h == 1 && s.stride_w == 1 && s.pad_h == 0 && s.pad_w == 0;
  const int64_t row_bytes = max_of<int64_t>(p.taps * s.ow * sizeof(T), 1);
  p.band = min_of(s.oh, max_of<int64_t>(1, kBandBytes / row_bytes));
  p.bands = (s.oh + p.band - 1) / p.band;
  p.work = s.n * s.oc * p.pixels * p.taps;
  return p;
}

// Output columns [first, end) whose input column ox * stride - pad + offset lies inside the row.
RL_INLINE void inside(const Conv& s, int64_t offset, int64_t* first, int64_t* end) {
  const int64_t low = s.pad_w - offset, high = s.w - 1 + s.pad_w - offset;
  *first = low <= 0 ? 0 : min_of(s.ow, (low + s.stride_w - 1) / s.stride_w);
  *end = high < 0 ? *first : max_of(*first, min_of(s.ow, high / s.stride_w + 1));
}

// Columns of output rows [y0, y0 + rows) from the channels at x.
template <class T>
static void to_columns(const Conv& s, int64_t channels, const T* x, int64_t y0, int64_t rows, T* col) {
  for (int64_t c = 0; c < channels; c++) {
    for (int64_t ky = 0; ky < s.kh; ky++) {
      for (int64_t kx = 0; kx < s.kw; kx++) {
        int64_t first, end;
        inside(s, kx * s.dil_w, &first, &end);
        for (int64_t oy = y0; oy < y0 + rows; oy++, col += s.ow) {
          const int64_t iy = oy * s.stride_h - s.pad_h + ky * s.dil_h;
          const bool empty = iy < 0 || iy >= s.h;
          const int64_t from = empty ? 0 : first, to = empty ? 0 : end;
          const T* row = x + (c * s.h + iy) * s.w - s.pad_w + kx * s.dil_w;
          for (int64_t i = 0; i < from; i++) col[i] = 0;
          if (s.stride_w == 1) {
            for (int64_t i = from; i < to; i++) col[i] = row[i];
          } else {
            for (int64_t i = from; i < to; i++) col[i] = row[i * s.stride_w];
          }
          for (int64_t i = to; i < s.ow; i++) col[i] = 0;
        }
      }
    }
  }
}

// The adjoint: adds columns to the channels at x.
template <class T>
static void from_columns(const Conv& s, int64_t channels, T* x, int64_t y0, int64_t rows, const T* col) {
  for (int64_t c = 0; c < channels; c++) {
    for (int64_t ky = 0; ky < s.kh; ky++) {
      for (int64_t kx = 0; kx < s.kw; kx++) {
        int64_t first, end;
        inside(s, kx * s.dil_w, &first, &end);
        for (int64_t oy = y0; oy < y0 + rows; oy++, col += s.ow) {
          const int64_t iy = oy * s.stride_h - s.pad_h + ky * s.dil_h;
          if (iy < 0 || iy >= s.h) continue;
          T* row = x + (c * s.h + iy) * s.w - s.pad_w + kx * s.dil_w;
          if (s.stride_w == 1) {
            for (int64_t i = first; i < end; i++) row[i] += col[i];
          } else {
            for (int64_t i = first; i < end; i++) row[i * s.stride_w] += col[i];
          }
        }
      }
    }
  }
}

// Calls body(item) for every item, on several threads if there is work for them.
template <class F> RL_INLINE void each(int64_t items, int64_t work, F&& body) {
  if (work < kSerialWork) {
    for (int64_t i = 0; i < items; i++) body(i);
  } else {
    parallel_for(items, body);
  }
}

template <class T> static void forward(const Conv& s, const T* x, const T* w, const T* bias, T* y) {
  if (direct_forward(s, x, w, bias, y)) return;
  const Plan p = plan<T>(s);
  each(s.n * s.groups * p.bands, p.work, [&](int64_t item) {
    const int64_t image = item / (s.groups * p.bands), group = item / p.bands % s.groups;
    const int64_t y0 = item % p.bands * p.band, rows = min_of(p.band, s.oh - y0);
    const T* from = x + (image * s.c + group * p.group_c) * s.h * s.w;
    T* to = y + (image * s.oc + group * p.group_oc) * p.pixels + y0 * s.ow;
    for (int64_t o = 0; o < p.group_oc; o++) {
      const T start = bias ? bias[group * p.group_oc + o] : T(0);
      for (int64_t i = 0; i < rows * s.ow; i++) to[o * p.pixels + i] = start;
    }
    const T* weight = w + group * p.group_oc * p.taps;
    if (p.plain) {
      gemm_serial(Gemm<T>{p.group_oc, rows * s.ow, p.taps, weight, p.taps, 1, from + y0 * s.ow, p.pixels, 1, to,
                          p.pixels, nullptr, true});
      return;
    }
    const size_t bytes = p.taps * rows * s.ow * sizeof(T);
    T* col = static_cast<T*>(alloc(bytes));
    to_columns(s, p.group_c, from, y0, rows, col);
    gemm_serial(
        Gemm<T>{p.group_oc, rows * s.ow, p.taps, weight, p.taps, 1, col, rows * s.ow, 1, to, p.pixels, nullptr, true});
    dealloc(col, bytes);
  });
}

template <class T> static void grad_input(const Conv& s, const T* g, const T* w, T* gx) {
  if (direct_grad_input(s, g, w, gx)) return;
  const Plan p = plan<T>(s);
  // Channels are independent of each other: with few images, each chunk takes some of them.
  const int64_t wanted = p.work < kSerialWork ? 1 : max_of<int64_t>(1, 16 / max_of<int64_t>(1, s.n * s.groups));
  const int64_t block = max_of<int64_t>(1, (p.group_c + wanted - 1) / wanted);
  const int64_t blocks = (p.group_c + block - 1) / block;
  each(s.n * s.groups * blocks, p.work, [&](int64_t item) {
    const int64_t image = item / (s.groups * blocks), group = item / blocks % s.groups, c0 = item % blocks * block;
    const int64_t channels = min_of(block, p.group_c - c0), taps = channels * s.kh * s.kw;
    T* to = gx + (image * s.c + group * p.group_c + c0) * s.h * s.w;
    const T* from = g + (image * s.oc + group * p.group_oc) * p.pixels;
    const T* weight = w + group * p.group_oc * p.taps + c0 * s.kh * s.kw;
    if (p.plain) {
      gemm_serial(
          Gemm<T>{taps, p.pixels, p.group_oc, weight, 1, p.taps, from, p.pixels, 1, to, p.pixels, nullptr, false});
      return;
    }
    for (int64_t i = 0; i < channels * s.h * s.w; i++) to[i] = 0;
    const size_t bytes = taps * p.band * s.ow * sizeof(T);
    T* col = static_cast<T*>(alloc(bytes));
    for (int64_t y0 = 0; y0 < s.oh; y0 += p.band) {
      const int64_t rows = min_of(p.band, s.oh - y0), width = rows * s.ow;
      gemm_serial(Gemm<T>{taps, width, p.group_oc, weight, 1, p.taps, from + y0 * s.ow, p.pixels, 1, col, width,
                          nullptr, false});
      from_columns(s, channels, to, y0, rows, col);
    }
    dealloc(col, bytes);
  });
}

template <class T> static void grad_weight(const Conv& s, const T* g, const T* x, T* gw) {
  if (direct_grad_weight(s, g, x, gw)) return;
  const Plan p = plan<T>(s);
  const int64_t size = s.oc * p.taps, items = s.n * p.bands;
  const int64_t parts = p.work < kSerialWork ? 1 : max_of<int64_t>(1, min_of(items, kMaxParts));
  const int64_t room = (size * int64_t(sizeof(T)) + 127) / 128 * 128;
  char* rooms = parts > 1 ? static_cast<char*>(alloc(room * parts)) : nullptr;
  parallel_for(parts, [&](int64_t part) {
    T* sum = rooms ? reinterpret_cast<T*>(rooms + part * room) : gw;
    for (int64_t i = 0; i < size; i++) sum[i] = 0;
    const size_t bytes = p.plain ? 0 : p.taps * p.band * s.ow * sizeof(T);
    T* col = static_cast<T*>(alloc(bytes));
    for (int64_t item = items * part / parts; item < items * (part + 1) / parts; item++) {
      const int64_t image = item / p.bands, y0 = item % p.bands * p.band, rows = min_of(p.band, s.oh - y0);
      for (int64_t group = 0; group < s.groups; group++) {
        const T* from = x + (image * s.c + group * p.group_c) * s.h * s.w;
        const T* grad = g + (image * s.oc + group * p.group_oc) * p.pixels + y0 * s.ow;
        const T* b = p.plain ? from + y0 * s.ow : col;
        const int64_t b_col = p.plain ? p.pixels : rows * s.ow;
        if (!p.plain) to_columns(s, p.group_c, from, y0, rows, col);
        gemm_serial(Gemm<T>{p.group_oc, p.taps, rows * s.ow, grad, p.pixels, 1, b, 1, b_col,
                            sum + group * p.group_oc * p.taps, p.taps, nullptr, true});
      }
    }
    dealloc(col, bytes);
  });
  if (!rooms) return;
  for (int64_t i = 0; i < size; i++) gw[i] = reinterpret_cast<const T*>(rooms)[i];
  for (int64_t part = 1; part < parts; part++) {
    const T* from = reinterpret_cast<const T*>(rooms + part * room);
    for (int64_t i = 0; i < size; i++) gw[i] += from[i];
  }
  dealloc(rooms, room * parts);
}

// Sum of g over images and pixels: a vector of partial sums per channel and image, images in order.
template <class T> static void grad_bias(const Conv& s, const T* g, T* gb) {
  constexpr int L = Simd<T>::lanes;
  const int64_t pixels = s.oh * s.ow;
  const int64_t block = s.n * s.oc * pixels < (1 << 18) ? s.oc : max_of<int64_t>(1, (s.oc + 15) / 16);
  parallel_for((s.oc + block - 1) / block, [&](int64_t part) {
    for (int64_t o = part * block; o < min_of(s.oc, (part + 1) * block); o++) {
      T total = 0;
      for (int64_t image = 0; image < s.n; image++) {
        const T* from = g + (image * s.oc + o) * pixels;
        Vec<T> sum[4] = {};
        int64_t i = 0;
        for (; i + 4 * L <= pixels; i += 4 * L) {
          RL_UNROLL for (int j = 0; j < 4; j++) sum[j] += load(from + i + j * L);
        }
        for (; i < pixels; i += L) sum[0] += load_part(from + i, min_of<int64_t>(L, pixels - i));
        total += sum_lanes<T>((sum[0] + sum[1]) + (sum[2] + sum[3]));
      }
      gb[o] = total;
    }
  });
}

}  // namespace

RL_DEFINE_KERNELS(ConvKernels, conv) = {
    {forward<float>, grad_input<float>, grad_weight<float>, grad_bias<float>},
    {forward<double>, grad_input<double>, grad_weight<double>, grad_bias<double>},
};

}  // namespace RL_ISA
}  // namespace rl

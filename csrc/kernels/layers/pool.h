// Max and average pooling over planes of H x W (C-contiguous, `planes` of them one after another).
#pragma once
#include <cstdint>

#include "base/instruction_sets.h"

namespace rl {

struct Pool2d {
  int64_t planes, h, w, oh, ow;            // input and output sizes
  int64_t kh, kw, sh, sw, ph, pw, dh, dw;  // kernel, stride, padding, dilation
};

// How the place of each maximum is written down.
//   none  not at all
//   code  one byte: its number within the window (ky * kw + kx); windows of up to 256 places
//   flat  int64: its index iy * W + ix in the plane, as PyTorch gives it
enum class PoolIndex { none, code, flat };

template <class T> struct PoolFns {
  void (*max2d)(const Pool2d&, const T* x, T* y, void* index, PoolIndex kind);
  // g by place: gx is written whole. false: an index lies outside its plane (gx is then unusable).
  bool (*max2d_backward)(const Pool2d&, const T* g, const void* index, PoolIndex kind, T* gx);
  // Its adjoint, what the gradient of the gradient needs: y[o] = x[place of o].
  bool (*max2d_take)(const Pool2d&, const T* x, const void* index, PoolIndex kind, T* y);
  // divisor 0: the number of places in the window (padded ones included if count_pad).
  void (*avg2d)(const Pool2d&, const T* x, T* y, bool count_pad, int64_t divisor);
  void (*avg2d_backward)(const Pool2d&, const T* g, T* gx, bool count_pad, int64_t divisor);
};

struct PoolKernels {
  PoolFns<float> f32;
  PoolFns<double> f64;
};
RL_DECLARE_KERNELS(PoolKernels, pool)

}  // namespace rl

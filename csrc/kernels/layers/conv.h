// 2-d convolution (cross-correlation, as neural networks mean it) and its gradients, on contiguous NCHW arrays.
#pragma once
#include "base/instruction_sets.h"

namespace rl {

struct Conv {
  int64_t n, c, h, w;  // x (n, c, h, w)
  int64_t oc, kh, kw;  // weight (oc, c / groups, kh, kw)
  int64_t oh, ow;      // y (n, oc, oh, ow)
  int64_t stride_h, stride_w, pad_h, pad_w, dil_h, dil_w, groups;
};

// y (overwritten) = x * w + bias (bias may be null); gx, gw, gb: gradients from g, which has y's shape.
template <class T> struct ConvTable {
  void (*forward)(const Conv& s, const T* x, const T* w, const T* bias, T* y);
  void (*grad_input)(const Conv& s, const T* g, const T* w, T* gx);
  void (*grad_weight)(const Conv& s, const T* g, const T* x, T* gw);
  void (*grad_bias)(const Conv& s, const T* g, T* gb);
};

struct ConvKernels {
  ConvTable<float> f32;
  ConvTable<double> f64;
};
RL_DECLARE_KERNELS(ConvKernels, conv)

#ifdef RL_ISA
namespace RL_ISA {
// Direct kernels for shapes they suit, in conv_*.cpp. Each returns false, having done nothing, for other shapes.
bool direct_forward(const Conv& s, const float* x, const float* w, const float* bias, float* y);
bool direct_forward(const Conv& s, const double* x, const double* w, const double* bias, double* y);
bool direct_grad_input(const Conv& s, const float* g, const float* w, float* gx);
bool direct_grad_input(const Conv& s, const double* g, const double* w, double* gx);
bool direct_grad_weight(const Conv& s, const float* g, const float* x, float* gw);
bool direct_grad_weight(const Conv& s, const double* g, const double* x, double* gw);
}  // namespace RL_ISA
#endif

}  // namespace rl
